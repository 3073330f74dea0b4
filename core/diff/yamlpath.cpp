#include "core/diff/yamlpath.h"

#include <QRegularExpression>

#include <vector>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

int indentOf(QStringView line)
{
    int indent = 0;
    while (indent < line.size() && line.at(indent) == u' ')
        ++indent;
    return indent;
}

bool isItemMark(QStringView text)
{
    return text == u"-" || text.startsWith(u"- ");
}

//! The length of the key that \p text begins with, quotes included; 0 when it begins with none.
qsizetype keyLength(QStringView text)
{
    if (text.isEmpty() || text.front() == u'#')
        return 0;
    qsizetype from = 0;
    if (const QChar quote = text.front(); quote == u'"' || quote == u'\'') {
        from = text.indexOf(quote, 1) + 1;
        if (from == 0)
            return 0;
    }
    const qsizetype colon = text.indexOf(u": ", from);
    if (colon >= 0)
        return colon;
    return text.endsWith(u':') ? text.size() - 1 : 0;
}

QString withoutQuotes(QStringView text)
{
    const bool isQuoted = text.size() >= 2 && (text.front() == u'"' || text.front() == u'\'')
        && text.back() == text.front();
    return (isQuoted ? text.mid(1, text.size() - 2) : text).toString();
}

bool opensBlock(QStringView value)
{
    static const QRegularExpression block(u"^[|>][0-9+-]*$"_s);
    return block.match(value.trimmed()).hasMatch();
}

struct Level
{
    int column = 0;
    bool isItem = false;
    int index = 0; // of an item among its siblings
    int line = 0; // where it begins
    QString key;
};

//! Follows the structure of block YAML line by line.
class YamlOutline
{
public:
    explicit YamlOutline(const QStringList& lines)
        : m_lines(lines)
    { }

    //! The levels that are open at line \p index, its own key not among them; ask in order.
    std::vector<Level> levelsAt(int index)
    {
        int own = 0;
        for (; m_next <= index; ++m_next)
            own = read(m_next);
        return {m_levels.begin(), m_levels.end() - own};
    }

private:
    bool isInsideBlock(QStringView line) const
    {
        return m_block >= 0 && (line.trimmed().isEmpty() || indentOf(line) > m_block);
    }

    //! \return 1 when the line's last level is its own key (or a scalar item), else 0
    int read(int number)
    {
        const QStringView line = m_lines.at(number);
        if (isInsideBlock(line) || line.trimmed().isEmpty())
            return 0;
        m_block = -1;
        int column = indentOf(line);
        QStringView text = line.mid(column);
        bool isItem = false;
        while (isItemMark(text)) {
            openItem(column, number);
            isItem = true;
            const int width = 1 + indentOf(text.mid(1));
            column += width;
            text = text.mid(std::min<qsizetype>(width, text.size()));
        }
        const qsizetype length = keyLength(text);
        if (length == 0) {
            if (opensBlock(text))
                m_block = column - 2;
            return isItem ? 1 : 0;
        }
        while (!m_levels.empty() && m_levels.back().column >= column)
            m_levels.pop_back();
        m_levels.push_back({column, false, 0, number, withoutQuotes(text.left(length))});
        if (opensBlock(text.mid(length + 1)))
            m_block = column;
        return 1;
    }

    void openItem(int column, int number)
    {
        int index = 0;
        while (!m_levels.empty()
               && (m_levels.back().column > column
                   || (m_levels.back().column == column && m_levels.back().isItem))) {
            if (m_levels.back().column == column)
                index = m_levels.back().index + 1;
            m_levels.pop_back();
        }
        m_levels.push_back({column, true, index, number, {}});
    }

    const QStringList& m_lines;
    std::vector<Level> m_levels;
    int m_next = 0;
    int m_block = -1; // the column of the key whose block scalar is being read
};

// What tells the items of a list apart, best first.
const QStringList& identifyingKeys()
{
    static const QStringList keys {u"name"_s, u"mountPath"_s, u"containerPort"_s,
                                   u"port"_s, u"key"_s,       u"type"_s,
                                   u"ip"_s,   u"host"_s};
    return keys;
}

//! "name=nginx" for the item that begins at \p item.line, else its index.
QString itemLabel(const QStringList& lines, const Level& item)
{
    qsizetype best = identifyingKeys().size();
    QString label = QString::number(item.index);
    for (int i = item.line; i < lines.size(); ++i) {
        QStringView line = lines.at(i);
        const int indent = indentOf(line);
        const bool isNext = i > item.line
            && (indent < item.column || (indent == item.column && !line.trimmed().isEmpty()));
        if (isNext)
            break;
        if (i > item.line && indent != item.column + 2)
            continue;
        const QStringView text = line.mid(item.column + 2);
        const qsizetype length = keyLength(text);
        const qsizetype rank
            = length > 0 ? identifyingKeys().indexOf(withoutQuotes(text.left(length))) : -1;
        const QStringView value = length > 0 ? text.mid(length + 1).trimmed() : QStringView();
        if (rank >= 0 && rank < best && !value.isEmpty()) {
            best = rank;
            label = identifyingKeys().at(rank) + u'=' + withoutQuotes(value);
        }
    }
    return label;
}

} // namespace

QStringList yamlPathsOf(const QStringList& lines, const QList<int>& indexes)
{
    YamlOutline outline(lines);
    QStringList paths;
    for (const int index : indexes) {
        QStringList parts;
        for (const Level& level : outline.levelsAt(index)) {
            if (!level.isItem)
                parts += level.key;
            else if (parts.isEmpty())
                parts += u'[' + itemLabel(lines, level) + u']';
            else
                parts.last() += u'[' + itemLabel(lines, level) + u']';
        }
        paths += parts.join(u" › "_s);
    }
    return paths;
}

QString yamlLeadOf(const QString& line)
{
    qsizetype at = indentOf(line);
    while (isItemMark(QStringView(line).mid(at)))
        at = std::min(at + 2, line.size());
    const qsizetype length = keyLength(QStringView(line).mid(at));
    return length > 0 ? line.left(at + length) : QString();
}

} // namespace cauce::diff
