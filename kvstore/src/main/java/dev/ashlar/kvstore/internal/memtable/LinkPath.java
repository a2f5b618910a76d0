package dev.ashlar.kvstore.internal.memtable;

/** Between which nodes a node of a memtable belongs, on each level. For one thread, again and again. */
final class LinkPath {
    final int[] before = new int[Memtable.MAX_HEIGHT];
    final int[] after = new int[Memtable.MAX_HEIGHT];
}
