package io.recount.ops.bench.day;

import java.util.List;
import java.util.Random;

/** Several instances of the service behind a load balancer, which sends a click to any of them. */
final class Instances implements Serving {
    private final List<ServiceGate> instances;
    private final Random balancer;
    private ServiceGate chosen;

    Instances(List<ServiceGate> instances, long seed) {
        this.instances = instances;
        this.balancer = new Random(seed);
        this.chosen = instances.get(0);
    }

    @Override
    public boolean lets(String requestId, long priceMicros, long atMs) {
        chosen = any();
        return chosen.lets(requestId, priceMicros, atMs);
    }

    private ServiceGate any() {
        return instances.get(balancer.nextInt(instances.size()));
    }

    @Override
    public void served(long priceMicros, long atMs) {
        chosen.served(priceMicros, atMs);
    }

    @Override
    public void clicked(long priceMicros, long servedMs, long atMs) {
        any().clicked(priceMicros, servedMs, atMs);
    }

    @Override
    public void record(Spent spent) {
        instances.forEach(instance -> instance.record(spent));
    }

    @Override
    public void tick(long atMs) {
        for (ServiceGate instance : instances) {
            instance.tick(atMs);
            String told = instance.tell(atMs);
            instances.forEach(other -> other.hear(told, atMs));
        }
    }
}
