#include "core/object/textposition.h"

#include <QStringDecoder>

namespace cauce::object {

namespace {

struct Utf8Lead
{
    int length; // 0: no character begins so
    quint8 secondMin;
    quint8 secondMax;
};

// RFC 3629, table 3-7 of Unicode: the second byte's range shuts out overlong forms, surrogates and
// what is above U+10FFFF.
Utf8Lead utf8Lead(quint8 byte)
{
    if (byte < 0x80)
        return {1, 0, 0};
    if (byte >= 0xc2 && byte <= 0xdf)
        return {2, 0x80, 0xbf};
    if (byte >= 0xe0 && byte <= 0xef)
        return {3, quint8(byte == 0xe0 ? 0xa0 : 0x80), quint8(byte == 0xed ? 0x9f : 0xbf)};
    if (byte >= 0xf0 && byte <= 0xf4)
        return {4, quint8(byte == 0xf0 ? 0x90 : 0x80), quint8(byte == 0xf4 ? 0x8f : 0xbf)};
    return {0, 0, 0};
}

} // namespace

PositionCounter::PositionCounter(QByteArrayView utf8)
    : m_text(utf8)
    , m_offset(utf8.startsWith("\xef\xbb\xbf") ? 3 : 0)
{ }

TextPosition PositionCounter::at(qsizetype offset)
{
    const qsizetype end = qMin(offset, m_text.size());
    for (; m_offset < end; ++m_offset) {
        const char c = m_text.at(m_offset);
        const bool crlf
            = c == '\r' && m_offset + 1 < m_text.size() && m_text.at(m_offset + 1) == '\n';
        if (c == '\n' || (c == '\r' && !crlf)) {
            ++m_position.line;
            m_position.column = 1;
        } else if ((quint8(c) & 0xc0) != 0x80) {
            ++m_position.column;
        }
    }
    return m_position;
}

TextPosition positionAt(QByteArrayView utf8, qsizetype offset)
{
    return PositionCounter(utf8).at(offset);
}

qsizetype firstInvalidUtf8(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size();) {
        const Utf8Lead lead = utf8Lead(quint8(text.at(i)));
        if (lead.length == 0 || i + lead.length > text.size())
            return i;
        for (int k = 1; k < lead.length; ++k) {
            const auto next = quint8(text.at(i + k));
            if (next < (k == 1 ? lead.secondMin : 0x80) || next > (k == 1 ? lead.secondMax : 0xbf))
                return i;
        }
        i += lead.length;
    }
    return -1;
}

QString exactText(QByteArrayView utf8)
{
    if (!utf8.startsWith("\xef\xbb\xbf"))
        return QString::fromUtf8(utf8);
    return QStringDecoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom)(utf8);
}

} // namespace cauce::object
