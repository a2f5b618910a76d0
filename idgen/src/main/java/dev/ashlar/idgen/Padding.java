package dev.ashlar.idgen;

/*
 * Eight longs that keep the fields of a subclass away from whatever the allocator places before it. The JVM may reorder the
 * fields of one class but lays out those of a superclass first.
 */
class Padding {
    long l1, l2, l3, l4, l5, l6, l7, l8;
}
