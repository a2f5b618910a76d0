/** The sorted table in memory that takes the writes of the newest log. */
package dev.ashlar.kvstore.internal.memtable;
