#include "core/object/sourcemap.h"

#include <algorithm>

namespace cauce::object {

namespace {

// The finaliser of SplitMix64: every input bit reaches every output bit.
quint64 mixed(quint64 x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

} // namespace

// A token that looks like a number names an item in an array and a member in an object. Both get
// the same key, so that a JsonPointer finds either without knowing which it is.
quint64 SourceMap::childKey(quint64 parent, QStringView token)
{
    quint64 key = parent;
    for (const QChar c : token)
        key = (key ^ c.unicode()) * 0x100000001b3u; // FNV-1a
    return mixed(key + 0x9e3779b97f4a7c15u);
}

quint64 SourceMap::childKey(quint64 parent, qsizetype index)
{
    char16_t digits[20];
    int at = 20;
    do {
        digits[--at] = char16_t(u'0' + index % 10);
        index /= 10;
    } while (index > 0);
    return childKey(parent, QStringView(digits + at, 20 - at));
}

const SourceMap::Entry* SourceMap::find(quint64 key) const
{
    const auto after = std::ranges::upper_bound(m_table->entries, key, {}, &Entry::key);
    if (after == m_table->entries.begin() || std::prev(after)->key != key)
        return nullptr;
    return &*std::prev(after);
}

SourceLocation SourceMap::location(const JsonPointer& pointer) const
{
    quint64 key = m_root;
    Position position = m_start;
    for (const QString& token : pointer.tokens) {
        key = childKey(key, token);
        const Entry* known = find(key);
        if (!known)
            break;
        position = known->position;
    }
    return {m_table->file, position.line, position.column};
}

std::shared_ptr<const SourceMap> SourceMap::below(const JsonPointer& pointer) const
{
    quint64 root = m_root;
    for (const QString& token : pointer.tokens)
        root = childKey(root, token);
    const SourceLocation start = location(pointer);
    return std::shared_ptr<const SourceMap>(
        new SourceMap(m_table, root, {start.line, start.column}));
}

SourceMapBuilder::SourceMapBuilder(QString file)
    : m_file(std::move(file))
{ }

void SourceMapBuilder::add(quint64 key, SourceMap::Position position)
{
    m_entries.push_back({key, position});
}

std::shared_ptr<const SourceMap> SourceMapBuilder::finish()
{
    std::ranges::stable_sort(m_entries, {}, &SourceMap::Entry::key);
    auto table = std::make_shared<SourceMap::Table>();
    table->file = m_file;
    table->entries = std::exchange(m_entries, {});
    table->entries.shrink_to_fit();
    const quint64 root = SourceMap::rootKey();
    SourceMap whole(std::move(table), root, {});
    if (const SourceMap::Entry* start = whole.find(root))
        whole.m_start = start->position;
    return std::make_shared<const SourceMap>(std::move(whole));
}

} // namespace cauce::object
