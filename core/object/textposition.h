#pragma once

#include <QByteArrayView>
#include <QString>

namespace cauce::object {

//! A place in a text, counted from 1; columns count Unicode code points.
struct TextPosition
{
    int line = 1;
    int column = 1;
};

//! \brief Finds the places of bytes in a text; asked for rising offsets it reads the text once.
class PositionCounter
{
public:
    explicit PositionCounter(QByteArrayView utf8);
    //! LF, CRLF and a lone CR end a line; a byte order mark counts nothing. An offset below the one
    //! before it answers that one's place.
    TextPosition at(qsizetype offset);

private:
    QByteArrayView m_text;
    qsizetype m_offset = 0;
    TextPosition m_position;
};

//! The place of the byte at \p offset. Costs as much as there is text before it.
TextPosition positionAt(QByteArrayView utf8, qsizetype offset);

//! The offset of the first byte that is not UTF-8, or -1 when all of \p text is.
qsizetype firstInvalidUtf8(QByteArrayView text);

//! QString::fromUtf8(), which takes a leading U+FEFF for a mark and drops it; a value must keep it.
QString exactText(QByteArrayView utf8);

} // namespace cauce::object
