package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import java.io.Closeable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** A directory that knows which of its files are open, and tells of each call before it is made. */
final class Watched {
    final Set<String> open = ConcurrentHashMap.newKeySet();
    final Directory directory;
    volatile BiConsumer<String, Object[]> before = (method, args) -> {};

    Watched(Directory target) {
        directory = (Directory) Proxy.newProxyInstance(
                Directory.class.getClassLoader(), new Class<?>[] {Directory.class}, (proxy, method, args) -> {
                    before.accept(method.getName(), args);
                    Object result = invoke(target, method, args);
                    if (method.getName().equals("create") || method.getName().equals("open")) {
                        String what = method.getName() + " " + args[0];
                        open.add(what);
                        Closeable file = (Closeable) result;
                        return Proxy.newProxyInstance(
                                Directory.class.getClassLoader(),
                                file.getClass().getInterfaces(),
                                (p, m, a) -> {
                                    if (m.getName().equals("close")) {
                                        open.remove(what);
                                    }
                                    return invoke(file, m, a);
                                });
                    }
                    return result;
                });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            method.setAccessible(true);
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
