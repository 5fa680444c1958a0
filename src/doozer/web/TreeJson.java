package doozer.web;

import doozer.node.View;
import doozer.tree.Directory;
import doozer.tree.Entry;
import doozer.tree.FileEntry;
import doozer.tree.Path;
import doozer.tree.Tree;

/** The entries of one directory. Stateless. */
final class TreeJson {
    static final int DEFAULT_LIMIT = 500;
    static final int MAX_LIMIT = 1000;

    private TreeJson() {
    }

    static int limit(Query query) throws HttpException {
        long limit = query.number("limit", DEFAULT_LIMIT);
        if (limit == 0) throw new HttpException(400, "limit is no whole number from 1");
        return (int) Math.min(MAX_LIMIT, limit);
    }

    static Json of(Query query, View view) throws HttpException {
        Tree tree = States.of(query, view);
        String path = path(query);
        Entry there = tree.find(path);
        if (there == null) throw new HttpException(404, "NOENT: nothing is at " + path);
        if (!(there instanceof Directory directory)) {
            throw new HttpException(404, "NOTDIR: " + path + " is a file");
        }
        int total = directory.entries();
        long offset = query.number("offset", 0);
        int end = (int) Math.min(total, offset + limit(query));
        Json json = new Json().object().put("rev", tree.revision()).put("path", path)
                .put("total", total).put("offset", offset).array("entries");
        for (int i = (int) Math.min(offset, total); i < end; i++) put(json, directory, i);
        return json.endArray().endObject();
    }

    /** The parameter path, which has to be one. */
    static String path(Query query) throws HttpException {
        String path = query.text("path");
        if (path == null) throw new HttpException(400, "give a path, as ?path=/ctl");
        if (Path.isValid(path)) return path;
        throw new HttpException(400, "BAD_PATH: a path is / or names of A-Z a-z 0-9 . _ - with a"
                + " slash before each");
    }

    private static void put(Json json, Directory directory, int index) {
        String name = directory.name(index);
        json.object().put("name", name);
        Entry entry = directory.get(name);
        if (entry instanceof Directory below) {
            json.put("dir", true).put("entries", below.entries()).put("files", below.files());
        } else {
            Values.put(json, (FileEntry) entry, Values.SHOWN);
        }
        json.endObject();
    }
}
