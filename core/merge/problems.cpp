#include "core/merge/problems.h"

using namespace Qt::StringLiterals;

namespace cauce::merge {

void Problems::add(const FieldPath& path, const QString& message)
{
    m_lines.append(path.empty() ? message : pathText(path) % u": "_s % message);
}

QString Problems::toString() const
{
    if (m_lines.size() == 1)
        return m_lines.first();
    return u"errors:\n  "_s % m_lines.join(u"\n  "_s);
}

} // namespace cauce::merge
