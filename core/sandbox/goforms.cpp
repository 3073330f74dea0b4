#include "core/sandbox/goforms.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

QString illegalByte(qsizetype at)
{
    return u"illegal base64 data at input byte %1"_s.arg(at);
}

bool isBase64Digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'
        || c == '/';
}

bool isLineBreak(char c)
{
    return c == '\n' || c == '\r';
}

qsizetype skipLineBreaks(const QByteArray& text, qsizetype at)
{
    while (at < text.size() && isLineBreak(text.at(at)))
        ++at;
    return at;
}

// What stands from the padding at \p at on; \p digits of its group have come before.
std::optional<QString> paddingProblem(const QByteArray& text, qsizetype at, int digits)
{
    if (digits < 2)
        return illegalByte(at);
    qsizetype next = skipLineBreaks(text, at + 1);
    if (digits == 2) {
        if (next == text.size())
            return illegalByte(text.size());
        if (text.at(next) != '=')
            return illegalByte(next - 1);
        next = skipLineBreaks(text, next + 1);
    }
    return next < text.size() ? std::optional(illegalByte(next)) : std::nullopt;
}

} // namespace

std::optional<QString> base64Problem(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    int digits = 0; // of the group of four
    qsizetype group = 0; // where it begins
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes.at(i);
        if (isLineBreak(c))
            continue;
        if (c == '=')
            return paddingProblem(bytes, i, digits);
        if (!isBase64Digit(c))
            return illegalByte(i);
        if (digits == 0)
            group = i;
        digits = (digits + 1) % 4;
    }
    return digits == 0 ? std::nullopt : std::optional(illegalByte(group));
}

std::optional<QString> timeProblem(const QString& text)
{
    const auto cannotParse = [&text](QStringView rest, const QString& part) {
        return u"parsing time \"%1\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%2\" as "
               "\"%3\""_s.arg(text, rest, part);
    };
    const QStringView view(text);
    const QStringView year = view.left(4);
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (year.size() < 4 || !std::all_of(year.begin(), year.end(), isDigit))
        return cannotParse(view, u"2006"_s);
    if (view.size() == 10)
        return cannotParse({}, u"T"_s);
    if (view.size() == 19)
        return cannotParse({}, u"Z07:00"_s);
    if (view.mid(5, 2).toInt() > 12)
        return u"parsing time \"%1\": month out of range"_s.arg(text);
    if (!QDateTime::fromString(text, Qt::ISODateWithMs).isValid())
        return cannotParse(view, u"2006"_s);
    return std::nullopt;
}

} // namespace cauce::sandbox
