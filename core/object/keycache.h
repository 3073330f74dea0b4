#pragma once

#include "core/object/textposition.h"

#include <QHash>
#include <QString>

namespace cauce::object {

//! \brief One QString for each key of a text: keys repeat from object to object.
class KeyCache
{
public:
    QString key(QByteArrayView utf8)
    {
        // Long ones are seldom keys of a schema, and would only fill the table.
        if (utf8.size() > 64)
            return exactText(utf8);
        const auto found = m_keys.constFind(QByteArray::fromRawData(utf8.data(), utf8.size()));
        if (found != m_keys.cend())
            return *found;
        return *m_keys.insert(utf8.toByteArray(), exactText(utf8));
    }

private:
    QHash<QByteArray, QString> m_keys;
};

} // namespace cauce::object
