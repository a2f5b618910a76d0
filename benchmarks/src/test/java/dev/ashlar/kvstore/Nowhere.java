package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.MappedFile;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.Closeable;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** A directory that keeps nothing, for a store that never has to read from it. */
final class Nowhere implements Directory {
    @Override
    public String path() {
        return "nowhere";
    }

    @Override
    public List<String> list() {
        return List.of();
    }

    @Override
    public WritableFile create(String name) {
        return new WritableFile() {
            @Override
            public void write(byte[] source, int offset, int length) {}

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
    }

    @Override
    public WritableFile append(String name) {
        return create(name);
    }

    @Override
    public ReadableFile open(String name) throws NoSuchFileException {
        throw new NoSuchFileException(name);
    }

    @Override
    public boolean maps() {
        return false;
    }

    @Override
    public MappedFile map(String name) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public void rename(String from, String to) {}

    @Override
    public void delete(String name) {}

    @Override
    public void sync() {}

    @Override
    public Closeable lock() {
        return () -> {};
    }
}
