#include "core/object/yamlwriter.h"

#include "core/object/yamlreader.h"
#include "core/object/yamlscalar.h"

#include <QStringBuilder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

// A reader gives up on a simple key after 1,024 characters; longer ones are marked with "? ".
constexpr qsizetype kLongestSimpleKey = 900;

// What libyaml does not take as it is, or takes for a line break.
bool needsEscape(char16_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff
        || c >= 0xfffe;
}

QByteArray escapeOf(char16_t c)
{
    switch (c) {
    case u'\n':
        return "\\n";
    case u'\r':
        return "\\r";
    case u'\t':
        return "\\t";
    case u'"':
        return "\\\"";
    case u'\\':
        return "\\\\";
    default:
        return (c < 0x100 ? "\\x" : "\\u")
            + QByteArray::number(uint(c), 16).rightJustified(c < 0x100 ? 2 : 4, '0');
    }
}

QByteArray doubleQuoted(const QString& text)
{
    QByteArray out = "\"";
    qsizetype copied = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char16_t c = text.at(i).unicode();
        if (c != u'"' && c != u'\\' && !needsEscape(c))
            continue;
        out += QStringView(text).mid(copied, i - copied).toUtf8() + escapeOf(c);
        copied = i + 1;
    }
    return out + QStringView(text).mid(copied).toUtf8() + '"';
}

QByteArray singleQuoted(const QString& text)
{
    QByteArray utf8 = text.toUtf8();
    return '\'' + utf8.replace('\'', "''") + '\'';
}

// Whether the syntax allows \p text, one line, without quotes in a block.
bool isPlainSyntax(const QString& text)
{
    if (text.isEmpty() || text.front() == u' ' || text.back() == u' ' || text.back() == u':')
        return false;
    if (text.startsWith(u"---") || text.startsWith(u"..."))
        return false;
    const QChar first = text.front();
    if (QStringView(u",[]{}#&*!|>'\"%@`").contains(first))
        return false;
    if (QStringView(u"-?:").contains(first) && (text.size() == 1 || text.at(1) == u' '))
        return false;
    return !text.contains(u": ") && !text.contains(u" #");
}

QByteArray onOneLine(const QString& text)
{
    if (std::any_of(text.begin(), text.end(), [](QChar c) { return needsEscape(c.unicode()); }))
        return doubleQuoted(text);
    const QByteArray utf8 = text.toUtf8();
    if (!YamlScalar::isTextEverywhere(utf8))
        return doubleQuoted(text);
    return isPlainSyntax(text) ? utf8 : singleQuoted(text);
}

// A literal block shows the lines as they are; not for what has none, or what must be escaped.
bool isLiteral(const QString& text)
{
    const auto unfit = [](QChar c) { return c != u'\n' && c != u'\t' && needsEscape(c.unicode()); };
    const QStringView last = QStringView(text).mid(text.lastIndexOf(u'\n') + 1);
    return text.contains(u'\n') && !std::any_of(text.begin(), text.end(), unfit)
        && !text.trimmed().isEmpty() && (last.isEmpty() || !last.trimmed().isEmpty());
}

class YamlWriter
{
public:
    QByteArray text(const Json& value)
    {
        if (isBlock(value))
            writeBlock(value, 0);
        else
            writeScalar(value, 0);
        return std::move(m_out);
    }

private:
    static bool isBlock(const Json& value) { return value.size() > 0; }

    void writeBlock(const Json& value, int indent)
    {
        if (value.isObject())
            writeMap(value, indent);
        else
            writeSequence(value, indent);
    }

    // The first member stands where the line already is: behind "- ", or behind an indentation.
    void writeMap(const Json& map, int indent)
    {
        bool first = true;
        for (const auto& [key, value] : map.members()) {
            if (!first)
                m_out.append(indent, ' ');
            first = false;
            const QByteArray written = key == "<<"_L1 ? doubleQuoted(key) : onOneLine(key);
            const bool isLong = written.size() > kLongestSimpleKey;
            if (isLong)
                m_out.append("? ").append(written).append('\n').append(indent, ' ').append(':');
            else
                m_out.append(written).append(':');
            if (!isBlock(value)) {
                m_out += ' ';
                writeScalar(value, indent);
                continue;
            }
            const int inner = value.isArray() && !isLong ? indent : indent + 2;
            m_out.append('\n').append(inner, ' ');
            writeBlock(value, inner);
        }
    }

    void writeSequence(const Json& sequence, int indent)
    {
        bool first = true;
        for (const Json& item : sequence.items()) {
            if (!first)
                m_out.append(indent, ' ');
            first = false;
            m_out += "- ";
            if (isBlock(item))
                writeBlock(item, indent + 2);
            else
                writeScalar(item, indent);
        }
    }

    void writeScalar(const Json& value, int indent)
    {
        switch (value.type()) {
        case Json::Type::Null:
            m_out += "null\n";
            break;
        case Json::Type::Bool:
            m_out += value.toBool() ? "true\n" : "false\n";
            break;
        case Json::Type::Number:
            m_out += value.numberText() + '\n';
            break;
        case Json::Type::String:
            if (isLiteral(value.toString()))
                writeLiteral(value.toString(), indent + 2);
            else
                m_out += onOneLine(value.toString()) + '\n';
            break;
        case Json::Type::Array:
            m_out += "[]\n";
            break;
        case Json::Type::Object:
            m_out += "{}\n";
            break;
        }
    }

    void writeLiteral(const QString& text, int indent)
    {
        QList<QStringView> lines = QStringView(text).split(u'\n');
        const bool ends = lines.last().isEmpty();
        if (ends)
            lines.removeLast();
        m_out += '|';
        // Without the number a reader would take the first line's own spaces for indentation.
        const auto content
            = std::ranges::find_if(lines, [](QStringView line) { return !line.isEmpty(); });
        if (content->front() == u' ' || content->front() == u'\t')
            m_out += '2';
        if (!ends)
            m_out += '-';
        else if (lines.last().isEmpty())
            m_out += '+';
        m_out += '\n';
        for (const QStringView line : lines) {
            if (!line.isEmpty())
                m_out.append(indent, ' ').append(line.toUtf8());
            m_out += '\n';
        }
    }

    QByteArray m_out;
};

} // namespace

QByteArray toYaml(const Json& value)
{
    return YamlWriter().text(value);
}

Result<Json> readOwnYaml(const QByteArray& text, const QString& file)
{
    const Result<QList<YamlDocument>> documents = readYaml(text, file);
    if (!documents)
        return Failure {documents.error()};
    if (documents->size() > 1) {
        return fail(ErrorKind::Invalid,
                    documents->at(1).start.toString() + u": only one document may stand here");
    }
    return documents->isEmpty() ? Json() : documents->first().value;
}

} // namespace cauce::object
