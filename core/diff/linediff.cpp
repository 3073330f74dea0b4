#include "core/diff/linediff.h"

#include "core/diff/myers.h"
#include "core/diff/wordranges.h"
#include "core/diff/yamlpath.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

QStringList linesOf(const QString& text)
{
    if (text.isEmpty())
        return {};
    QStringList lines = text.split(u'\n');
    if (text.endsWith(u'\n'))
        lines.removeLast();
    return lines;
}

std::vector<int> numbered(const QStringList& lines, QHash<QString, int>& known)
{
    std::vector<int> ids;
    ids.reserve(size_t(lines.size()));
    for (const QString& line : lines) {
        const auto id = known.constFind(line);
        ids.push_back(id != known.cend() ? *id : int(known.size()));
        if (id == known.cend())
            known.insert(line, int(known.size()));
    }
    return ids;
}

qsizetype indentation(const QString& line)
{
    const auto first
        = std::find_if(line.begin(), line.end(), [](QChar c) { return c != u' ' && c != u'-'; });
    // A list mark counts: "- name" begins an item, "  name" is in the midst of one.
    const qsizetype dash = line.indexOf(u'-');
    const qsizetype content = first - line.begin();
    return dash >= 0 && dash < content ? dash : content;
}

//! \brief Slides pure insertions and removals over equal lines to where a person would put them: to
//! begin at the least indented line, so that a whole list item or section is marked.
class Slider
{
public:
    Slider(const QStringList& live, const QStringList& desired)
        : m_live(live)
        , m_desired(desired)
    { }

    void slide(std::vector<Replacement>& edits) const
    {
        for (size_t i = 0; i < edits.size(); ++i) {
            const Replacement before = i > 0 ? edits[i - 1] : Replacement {};
            const Replacement after = i + 1 < edits.size()
                ? edits[i + 1]
                : Replacement {int(m_live.size()), 0, int(m_desired.size()), 0};
            const bool isFirst = i == 0;
            if (edits[i].liveStart == edits[i].liveEnd)
                edits[i] = moved(
                    edits[i],
                    best(m_desired, edits[i].desiredStart, edits[i].desiredEnd,
                         isFirst ? 0 : before.desiredEnd + 1,
                         i + 1 < edits.size() ? after.desiredStart - 1 : after.desiredStart));
            else if (edits[i].desiredStart == edits[i].desiredEnd)
                edits[i]
                    = moved(edits[i],
                            best(m_live, edits[i].liveStart, edits[i].liveEnd,
                                 isFirst ? 0 : before.liveEnd + 1,
                                 i + 1 < edits.size() ? after.liveStart - 1 : after.liveStart));
        }
    }

private:
    static Replacement moved(Replacement edit, int by)
    {
        return {edit.liveStart + by, edit.liveEnd + by, edit.desiredStart + by,
                edit.desiredEnd + by};
    }

    //! By how many lines to slide [start, end) of \p lines, within [lowest, highest).
    static int best(const QStringList& lines, int start, int end, int lowest, int highest)
    {
        int bestBy = 0;
        qsizetype bestIndent = indentation(lines.at(start));
        const auto consider = [&](int by) {
            const qsizetype indent = indentation(lines.at(start + by));
            if (indent < bestIndent) {
                bestIndent = indent;
                bestBy = by;
            }
        };
        for (int by = -1; start + by >= lowest && lines.at(start + by) == lines.at(end + by); --by)
            consider(by);
        for (int by = 1; end + by <= highest && lines.at(start + by - 1) == lines.at(end + by - 1);
             ++by)
            consider(by);
        return bestBy;
    }

    const QStringList& m_live;
    const QStringList& m_desired;
};

class HunkMaker
{
public:
    HunkMaker(const QStringList& live, const QStringList& desired, int context)
        : m_live(live)
        , m_desired(desired)
        , m_context(std::max(0, context))
    { }

    LineDiff make(const std::vector<Replacement>& edits)
    {
        for (size_t first = 0; first < edits.size();) {
            size_t last = first;
            while (last + 1 < edits.size()
                   && edits[last + 1].liveStart - edits[last].liveEnd <= 2 * m_context)
                ++last;
            addHunk(edits, first, last);
            first = last + 1;
        }
        setPaths();
        if (edits.empty()) {
            m_out.unchangedAbove = int(m_live.size());
            return std::move(m_out);
        }
        m_out.unchangedAbove = std::max(0, edits.front().liveStart - m_context);
        m_out.unchangedBelow = std::max(0, int(m_live.size()) - edits.back().liveEnd - m_context);
        return std::move(m_out);
    }

private:
    void addHunk(const std::vector<Replacement>& edits, size_t first, size_t last)
    {
        m_hunk = {};
        const Replacement& front = edits[first];
        const int above = std::min(m_context, front.liveStart);
        addContext(front.liveStart - above, front.desiredStart - above, above);
        for (size_t i = first; i <= last; ++i) {
            addReplacement(edits[i]);
            if (i < last)
                addContext(edits[i].liveEnd, edits[i].desiredEnd,
                           edits[i + 1].liveStart - edits[i].liveEnd);
        }
        const Replacement& back = edits[last];
        addContext(back.liveEnd, back.desiredEnd,
                   std::min(m_context, int(m_live.size()) - back.liveEnd));
        const bool inLive = front.liveStart < front.liveEnd;
        m_isFirstInLive.push_back(inLive);
        m_firstLine.push_back(inLive ? front.liveStart : front.desiredStart);
        m_out.hunks.append(std::move(m_hunk));
    }

    void addContext(int live, int desired, int count)
    {
        for (int i = 0; i < count; ++i) {
            m_hunk.lines.append(
                {DiffLine::Kind::Context, live + i + 1, desired + i + 1, m_live.at(live + i), {}});
        }
    }

    void addReplacement(const Replacement& edit)
    {
        const qsizetype removedAt = m_hunk.lines.size();
        for (int i = edit.liveStart; i < edit.liveEnd; ++i)
            m_hunk.lines.append({DiffLine::Kind::Removed, i + 1, 0, m_live.at(i), {}});
        const qsizetype addedAt = m_hunk.lines.size();
        for (int i = edit.desiredStart; i < edit.desiredEnd; ++i)
            m_hunk.lines.append({DiffLine::Kind::Added, 0, i + 1, m_desired.at(i), {}});
        m_out.removed += edit.liveEnd - edit.liveStart;
        m_out.added += edit.desiredEnd - edit.desiredStart;
        markWords(removedAt, addedAt);
    }

    //! Pairs removed lines with added ones that set the same key; without keys one by one.
    void markWords(qsizetype removedAt, qsizetype addedAt)
    {
        const qsizetype end = m_hunk.lines.size();
        const bool areEqualMany = addedAt - removedAt == end - addedAt;
        qsizetype from = addedAt;
        for (qsizetype r = removedAt; r < addedAt && from < end; ++r) {
            const QString lead = yamlLeadOf(m_hunk.lines.at(r).text);
            qsizetype a = from;
            while (a < end && yamlLeadOf(m_hunk.lines.at(a).text) != lead)
                ++a;
            if (lead.isEmpty())
                a = areEqualMany ? addedAt + (r - removedAt) : end;
            if (a >= end || a < from)
                continue;
            WordRanges words = wordRanges(m_hunk.lines.at(r).text, m_hunk.lines.at(a).text);
            m_hunk.lines[r].words = std::move(words.removed);
            m_hunk.lines[a].words = std::move(words.added);
            from = a + 1;
        }
    }

    void setPaths()
    {
        QList<int> inLive;
        QList<int> inDesired;
        for (size_t i = 0; i < m_firstLine.size(); ++i)
            (m_isFirstInLive[i] ? inLive : inDesired).append(m_firstLine[i]);
        const QStringList livePaths = yamlPathsOf(m_live, inLive);
        const QStringList desiredPaths = yamlPathsOf(m_desired, inDesired);
        qsizetype live = 0;
        qsizetype desired = 0;
        for (qsizetype i = 0; i < m_out.hunks.size(); ++i) {
            m_out.hunks[i].path
                = m_isFirstInLive[size_t(i)] ? livePaths.at(live++) : desiredPaths.at(desired++);
        }
    }

    const QStringList& m_live;
    const QStringList& m_desired;
    int m_context;
    DiffHunk m_hunk;
    std::vector<bool> m_isFirstInLive; // of each hunk's first change
    std::vector<int> m_firstLine;
    LineDiff m_out;
};

//! "17,5": the first line and the count of one side of a hunk; diff's form for one and for none.
QString sideOf(int first, int count)
{
    if (count == 1)
        return QString::number(first);
    return QString::number(count == 0 ? first - 1 : first) + u',' + QString::number(count);
}

QChar signOf(DiffLine::Kind kind)
{
    switch (kind) {
    case DiffLine::Kind::Removed:
        return u'-';
    case DiffLine::Kind::Added:
        return u'+';
    case DiffLine::Kind::Context:
        break;
    }
    return u' ';
}

} // namespace

LineDiff lineDiff(const QString& live, const QString& desired, int context)
{
    const QStringList before = linesOf(live);
    const QStringList after = linesOf(desired);
    QHash<QString, int> known;
    const std::vector<int> beforeIds = numbered(before, known);
    const std::vector<int> afterIds = numbered(after, known);
    std::vector<Replacement> edits = shortestEdits(beforeIds, afterIds);
    Slider(before, after).slide(edits);
    return HunkMaker(before, after, context).make(edits);
}

QString unified(const LineDiff& diff)
{
    QString out;
    int shift = 0; // by how much the desired side's line numbers are ahead
    for (const DiffHunk& hunk : diff.hunks) {
        int liveCount = 0;
        int desiredCount = 0;
        int first = 0; // of the live side
        QString body;
        for (const DiffLine& line : hunk.lines) {
            if (first == 0)
                first = line.liveLine > 0 ? line.liveLine : line.desiredLine - shift;
            liveCount += line.liveLine > 0 ? 1 : 0;
            desiredCount += line.desiredLine > 0 ? 1 : 0;
            body += signOf(line.kind) + line.text + u'\n';
        }
        out += u"@@ -"_s + sideOf(first, liveCount) + u" +"_s + sideOf(first + shift, desiredCount)
            + u" @@\n"_s + body;
        shift += desiredCount - liveCount;
    }
    return out;
}

} // namespace cauce::diff
