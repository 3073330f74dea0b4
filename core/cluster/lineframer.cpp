#include "core/cluster/lineframer.h"

namespace cauce::cluster {

LineFramer::LineFramer(qint64 maxLine)
    : m_maxLine(maxLine)
{ }

bool LineFramer::feed(const QByteArray& bytes, QList<QByteArray>* lines)
{
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = bytes.indexOf('\n', begin);
        const qsizetype length = (end < 0 ? bytes.size() : end) - begin;
        if (m_rest.size() + length > m_maxLine)
            return false;
        m_rest.append(bytes.constData() + begin, length);
        if (end < 0)
            return true;
        if (m_rest.endsWith('\r'))
            m_rest.chop(1);
        if (!m_rest.isEmpty())
            lines->append(m_rest);
        m_rest.clear();
        begin = end + 1;
    }
}

} // namespace cauce::cluster
