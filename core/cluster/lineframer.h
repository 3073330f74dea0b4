#pragma once

#include <QByteArray>
#include <QList>

namespace cauce::cluster {

//! \brief Cuts a watch's bytes into lines, however the network cut them into pieces.
class LineFramer
{
public:
    //! \param maxLine bytes; a longer line makes feed() fail
    explicit LineFramer(qint64 maxLine);

    //! \brief Takes the next bytes and appends the lines that are whole now (without their ends;
    //! empty lines are dropped) to \p lines.
    //! \return false when a line is too long; nothing more can be read then
    bool feed(const QByteArray& bytes, QList<QByteArray>* lines);

private:
    qint64 m_maxLine;
    QByteArray m_rest; // an incomplete line
};

} // namespace cauce::cluster
