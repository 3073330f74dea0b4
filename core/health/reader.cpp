#include "core/health/reader.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::health {

using object::Json;

// Absent and null are the same, as they are for a server; so is a field of what is absent.
const Json& Reader::at(const Json& from, Path path)
{
    const Json* here = &from;
    for (const QStringView key : path) {
        if (!here->isObject() && !here->isNull())
            note(path, u"is no field: what should hold it is no object");
        here = &(*here)[key];
    }
    return *here;
}

void Reader::note(Path path, QStringView problem)
{
    if (!m_oddity.isEmpty())
        return;
    QStringList keys;
    for (const QStringView key : path)
        keys << key.toString();
    m_oddity = keys.join(u'.') + u' ' + problem.toString();
}

bool Reader::has(Path path)
{
    return has(m_live.json(), path);
}

bool Reader::has(const Json& from, Path path)
{
    return !at(from, path).isNull();
}

std::span<const Json> Reader::items(Path path)
{
    return items(m_live.json(), path);
}

std::span<const Json> Reader::items(const Json& from, Path path)
{
    const Json& value = at(from, path);
    const auto items = value.items();
    const bool objects
        = std::all_of(items.begin(), items.end(), [](const Json& item) { return item.isObject(); });
    if (!(value.isArray() || value.isNull()) || !objects)
        note(path, u"is no list of objects");
    return items;
}

std::optional<qint64> Reader::integer(Path path)
{
    return integer(m_live.json(), path);
}

std::optional<qint64> Reader::integer(const Json& from, Path path)
{
    const Json& value = at(from, path);
    const auto number = value.toInteger();
    if (!number && !value.isNull())
        note(path, u"is no integer");
    return number;
}

QString Reader::text(Path path)
{
    return text(m_live.json(), path);
}

QString Reader::text(const Json& from, Path path)
{
    const Json& value = at(from, path);
    if (!value.isString() && !value.isNull())
        note(path, u"is no string");
    return value.toString();
}

bool Reader::flag(Path path)
{
    const Json& value = at(m_live.json(), path);
    if (!value.isBool() && !value.isNull())
        note(path, u"is neither true nor false");
    return value.toBool();
}

const Json& Reader::condition(QStringView type)
{
    static const Json none;
    for (const Json& item : items({u"status", u"conditions"})) {
        if (text(item, {u"type"}) == type)
            return item;
    }
    return none;
}

QString Reader::conditionStatus(QStringView type)
{
    return text(condition(type), {u"status"});
}

} // namespace cauce::health
