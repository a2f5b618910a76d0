package dev.ashlar.kvstore.internal.sstable;

/**
 * What is known of a table without opening it.
 *
 * @param number the number in its file name
 * @param fileBytes the length of the file
 * @param smallestKey the least key, which is in the table
 * @param largestKey the greatest key, which is in the table
 * @param smallestSequence the oldest entry's
 * @param largestSequence the newest entry's
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the keys are never changed
public record TableInfo(
        long number,
        long fileBytes,
        byte[] smallestKey,
        byte[] largestKey,
        long smallestSequence,
        long largestSequence) {}
