package dev.ashlar.examples;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Puts failures into one line for people. */
public final class Failures {
    private Failures() {}

    /**
     * Returns what a user needs to know of a failure.
     *
     * @param failure what a command ended with
     * @return one line without control characters
     */
    public static String describe(Throwable failure) {
        return oneLine(text(failure));
    }

    private static String text(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + reason(file);
        }
        String message = failure.getMessage();
        if (failure instanceof IOException
                || failure instanceof IllegalStateException
                || failure instanceof UsageException) {
            return message == null ? failure.getClass().getSimpleName() : message;
        }
        if (failure instanceof OutOfMemoryError) {
            return "not enough memory; give the JVM more with -Xmx";
        }
        return "unexpected " + failure;
    }

    private static String reason(FileSystemException file) {
        if (file instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (file instanceof AccessDeniedException) {
            return "access denied";
        }
        if (file instanceof FileAlreadyExistsException || file instanceof NotDirectoryException) {
            return "is there, but is no directory";
        }
        return file.getReason() == null ? file.getClass().getSimpleName() : file.getReason();
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
