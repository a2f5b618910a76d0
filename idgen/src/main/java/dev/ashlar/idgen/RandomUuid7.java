package dev.ashlar.idgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** {@link Uuid7#random()}. */
final class RandomUuid7 implements Uuid7 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int UUID_BYTES = Long.BYTES + Short.BYTES;
    private static final int BLOCK_BYTES = 51 * UUID_BYTES;

    private final LongSupplier clock;
    private final ThreadLocal<Block> blocks;

    RandomUuid7(LongSupplier clock, RandomGenerator random) {
        this.clock = clock;
        blocks = ThreadLocal.withInitial(() -> new Block(random));
    }

    @Override
    public UUID next() {
        long millis = UuidFormat.checkMillis(clock.getAsLong());
        Block block = blocks.get();
        int position = block.take();
        return new UUID(block.high(millis, position), block.low(position));
    }

    @Override
    public void next(long[] dst, int off, int n) {
        UuidFormat.checkRoom(dst, off, n);
        if (n == 0) {
            return;
        }
        long millis = UuidFormat.checkMillis(clock.getAsLong());
        Block block = blocks.get();
        for (int i = 0; i < n; i++) {
            int position = block.take();
            dst[off + 2 * i] = block.high(millis, position);
            dst[off + 2 * i + 1] = block.low(position);
        }
    }

    /** Random bytes of one thread, each used once. */
    private static final class Block {
        private final RandomGenerator random;
        private final byte[] bytes = new byte[BLOCK_BYTES];
        private int next = BLOCK_BYTES;

        Block(RandomGenerator random) {
            this.random = random;
        }

        /** The position of ten bytes that nobody else gets. */
        int take() {
            if (next == BLOCK_BYTES) {
                random.nextBytes(bytes);
                next = 0;
            }
            int position = next;
            next += UUID_BYTES;
            return position;
        }

        long high(long millis, int position) {
            return UuidFormat.high(millis) | ((short) SHORT.get(bytes, position + Long.BYTES) & UuidFormat.RAND_A);
        }

        long low(int position) {
            return UuidFormat.VARIANT | ((long) LONG.get(bytes, position) & UuidFormat.RAND_B);
        }
    }
}
