package io.recount.ops.drill.day;

/** Where the services and the database of a stack that runs are. */
public record Platform(String commandApi, String queryApi, String worker, String jdbcUrl) {}
