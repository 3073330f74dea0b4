#include "core/base/text.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::text {

namespace {

bool isHidden(char32_t c)
{
    if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
        return true;
    // Bidirectional controls, zero-width characters, line and paragraph separators, byte order
    // mark: they change what a reader believes to see.
    return c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xd800 && c <= 0xdfff) || (c >= 0xe0000 && c <= 0xe007f);
}

QString shown(char32_t c)
{
    return u"\\u{%1}"_s.arg(uint(c), 4, 16, QLatin1Char('0'));
}

QString sanitised(QStringView text, qsizetype maxLength, bool oneLine)
{
    QString out;
    out.reserve(std::min(text.size(), maxLength));
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (out.size() >= maxLength) {
            out.truncate(maxLength - 1);
            out += QChar(0x2026);
            break;
        }
        char32_t c = text.at(i).unicode();
        if (text.at(i).isHighSurrogate() && i + 1 < text.size()
            && text.at(i + 1).isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
            ++i;
        }
        if (c == U'\n' || c == U'\t')
            out += oneLine ? QChar(u' ') : QChar(char16_t(c));
        else if (isHidden(c))
            out += shown(c);
        else
            out += QChar::fromUcs4(c);
    }
    return out;
}

} // namespace

QString plain(QStringView untrusted, qsizetype maxLength)
{
    return sanitised(untrusted, maxLength, false);
}

QString singleLine(QStringView untrusted, qsizetype maxLength)
{
    return sanitised(untrusted, maxLength, true);
}

QString toolTip(QStringView untrusted)
{
    QString escaped = plain(untrusted).toHtmlEscaped();
    escaped.replace(QLatin1Char('\n'), "<br/>"_L1);
    return "<qt>"_L1 + escaped + "</qt>"_L1;
}

QString redacted(QStringView text)
{
    static const QRegularExpression userInfo(u"([A-Za-z][A-Za-z0-9+.-]*://)[^/\\s]*@"_s);
    static const QRegularExpression token(
        u"(?<![A-Za-z0-9])(bearer|basic|token|password|authorization)(\\s*[:=]?\\s+|\\s*[:=]\\s*)"
        "(?:(?:bearer|basic)\\s+)?[A-Za-z0-9._~+/=-]{6,}"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression member( // of JSON; its value may hold anything
        u"\"([A-Za-z0-9_-]*(?:token|password|secret))(\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"?"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression setting(u"(?<![A-Za-z0-9])(token|password)=[^\\s&\"',;]+"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    // Known by their form alone: tokens of hosting services, and signed ones (JWT).
    static const QRegularExpression bare(
        u"\\b(?:gh[pousr]_|github_pat_|glpat-)[A-Za-z0-9_-]{16,}"
        "|\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"_s);
    static const QRegularExpression pem(u"-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|$)"_s,
                                        QRegularExpression::DotMatchesEverythingOption);
    QString out = text.toString();
    out.replace(userInfo, u"\\1***@"_s);
    out.replace(member, u"\"\\1\\2***"_s);
    out.replace(setting, u"\\1=***"_s);
    out.replace(token, u"\\1\\2***"_s);
    out.replace(bare, u"***"_s);
    out.replace(pem, u"(key or certificate hidden)"_s);
    return out;
}

} // namespace cauce::text
