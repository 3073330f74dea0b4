#pragma once

#include "core/object/manifest.h"

#include <QHash>

#include <vector>

namespace cauce::object {

//! \brief Positions of a document's values by JSON pointer. Immutable; shared between threads.
//!
//! Sixteen bytes a value: a pointer is kept as its 64-bit hash, which is derived from its parent's,
//! so that the map of an item of a List is a view of the whole document's.
class SourceMap
{
public:
    //! A position in a file; both count from 1, 0 is "not known".
    struct Position
    {
        int line = 0;
        int column = 0;
    };

    //! Where the whole value begins.
    SourceLocation start() const { return location({}); }
    //! Where the value at \p pointer stands; its nearest known parent when it has no place of its
    //! own.
    SourceLocation location(const JsonPointer& pointer) const;
    //! The positions of the value at \p pointer, seen from there. Costs nothing.
    std::shared_ptr<const SourceMap> below(const JsonPointer& pointer) const;

    //! The key of the whole document and, from a parent's key, of a member and of an item.
    static quint64 rootKey() { return 0x9e3779b97f4a7c15u; }
    static quint64 childKey(quint64 parent, QStringView token);
    static quint64 childKey(quint64 parent, qsizetype index);

private:
    friend class SourceMapBuilder;
    struct Entry
    {
        quint64 key;
        Position position;
    };
    struct Table
    {
        QString file;
        std::vector<Entry> entries; // sorted by key
    };
    SourceMap(std::shared_ptr<const Table> table, quint64 root, Position start)
        : m_table(std::move(table))
        , m_root(root)
        , m_start(start)
    { }
    const Entry* find(quint64 key) const;

    std::shared_ptr<const Table> m_table;
    quint64 m_root;
    Position m_start;
};

//! \brief Collects positions while a document is read.
class SourceMapBuilder
{
public:
    explicit SourceMapBuilder(QString file);
    //! Of two positions with the same key the one added later counts.
    void add(quint64 key, SourceMap::Position position);
    void clear() { m_entries.clear(); }
    //! The map of what was added; the builder starts over.
    std::shared_ptr<const SourceMap> finish();

private:
    QString m_file;
    std::vector<SourceMap::Entry> m_entries;
};

} // namespace cauce::object
