package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.MappedFile;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A directory that hands everything on to another; to be overridden in part. */
class Through implements Directory {
    final Directory target;

    Through(Directory target) {
        this.target = target;
    }

    WritableFile writing(String name, WritableFile file) {
        return file;
    }

    ReadableFile reading(String name, ReadableFile file) throws IOException {
        return file;
    }

    MappedFile mapping(MappedFile file) {
        return file;
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public List<String> list() throws IOException {
        return target.list();
    }

    @Override
    public WritableFile create(String name) throws IOException {
        return writing(name, target.create(name));
    }

    @Override
    public WritableFile append(String name) throws IOException {
        return writing(name, target.append(name));
    }

    @Override
    public ReadableFile open(String name) throws IOException {
        return reading(name, target.open(name));
    }

    @Override
    public boolean maps() {
        return target.maps();
    }

    @Override
    public MappedFile map(String name) throws IOException {
        return mapping(target.map(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        target.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        target.delete(name);
    }

    @Override
    public void sync() throws IOException {
        target.sync();
    }

    @Override
    public Closeable lock() throws IOException {
        return target.lock();
    }

    /** A file that hands everything on to another. */
    static class Writing implements WritableFile {
        final WritableFile target;

        Writing(WritableFile target) {
            this.target = target;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            target.write(source, offset, length);
        }

        @Override
        public void sync() throws IOException {
            target.sync();
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }

    /** A mapped file that hands everything on to another. */
    static class Mapping implements MappedFile {
        final MappedFile target;

        Mapping(MappedFile target) {
            this.target = target;
        }

        @Override
        public void put(int position, byte[] source, int offset, int length) throws IOException {
            target.put(position, source, offset, length);
        }

        @Override
        public void putLong(int position, long value) throws IOException {
            target.putLong(position, value);
        }
    }
}
