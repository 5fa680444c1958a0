package doozer.client.recipes;

/**
 * One of those that offer a service.
 *
 * @param service the name of the service
 * @param id tells it from the others of that service
 * @param address where it is reached, in whatever form those who look for it understand
 * @param token the revision at which it was registered: higher for who came later
 */
public record ServiceInstance(String service, String id, String address, long token) { }
