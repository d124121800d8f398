/** The import rules of the modules: one test a rule, named as the sentence. */
package io.recount.ops.architecture;
