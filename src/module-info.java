/**
 * The client of Doozer, a store for small amounts of extremely important data: the library, and the
 * command {@code doozer} in its own packages. What is not exported may change at any time.
 */
module doozer.client {
    exports doozer.client;
    exports doozer.client.recipes;
}
