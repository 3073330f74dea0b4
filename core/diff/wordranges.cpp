#include "core/diff/wordranges.h"

#include "core/diff/myers.h"

#include <QHash>

namespace cauce::diff {

namespace {

// A line longer than this is not taken apart: nobody reads the marks.
constexpr qsizetype kLongestLine = 4000;

struct Words
{
    std::vector<DiffLine::Range> ranges;
    std::vector<int> ids;
};

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'.' || c == u'_' || c.isSurrogate();
}

Words wordsOf(const QString& line, QHash<QString, int>& known)
{
    Words words;
    qsizetype at = 0;
    while (at < line.size()) {
        qsizetype end = at + 1;
        if (isWordCharacter(line.at(at))) {
            while (end < line.size() && isWordCharacter(line.at(end)))
                ++end;
        }
        const QString word = line.mid(at, end - at);
        const auto id = known.constFind(word);
        words.ids.push_back(id != known.cend() ? *id : int(known.size()));
        if (id == known.cend())
            known.insert(word, int(known.size()));
        words.ranges.push_back({int(at), int(end - at)});
        at = end;
    }
    return words;
}

//! Marks words [start, end); neighbours become one range.
void mark(QList<DiffLine::Range>& ranges, const Words& words, int start, int end)
{
    if (start == end)
        return;
    const auto& first = words.ranges[size_t(start)];
    const auto& last = words.ranges[size_t(end - 1)];
    ranges.append({first.start, last.start + last.length - first.start});
}

int markedLength(const QList<DiffLine::Range>& ranges)
{
    int length = 0;
    for (const auto& range : ranges)
        length += range.length;
    return length;
}

//! Whether less than a fifth of the text stays.
bool isAllMarked(const QString& line, const QList<DiffLine::Range>& ranges)
{
    const int length = int(line.trimmed().size());
    return (length - markedLength(ranges)) * 5 < length;
}

} // namespace

WordRanges wordRanges(const QString& removed, const QString& added)
{
    if (removed.size() > kLongestLine || added.size() > kLongestLine)
        return {};
    QHash<QString, int> known;
    const Words before = wordsOf(removed, known);
    const Words after = wordsOf(added, known);
    WordRanges out;
    for (const Replacement& r : shortestEdits(before.ids, after.ids)) {
        mark(out.removed, before, r.liveStart, r.liveEnd);
        mark(out.added, after, r.desiredStart, r.desiredEnd);
    }
    if (isAllMarked(removed, out.removed) && isAllMarked(added, out.added))
        return {};
    return out;
}

} // namespace cauce::diff
