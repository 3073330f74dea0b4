#include "core/sandbox/schemawalk.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Of a resource: kept whatever the schema says of them.
bool isMetaField(QStringView name)
{
    return name == "apiVersion"_L1 || name == "kind"_L1 || name == "metadata"_L1;
}

// A walk down an object that drops what the schema does not know.
class Pruner
{
public:
    Pruner(const SchemaNode& metadata, QStringList* dropped)
        : m_metadata(metadata)
        , m_dropped(dropped)
    { }

    //! \param node nullptr where the schema says nothing: then nothing is known
    Json pruned(const SchemaNode* node, const Json& value, const QString& path, bool keepsAll)
    {
        keepsAll = keepsAll || (node && node->preservesUnknown);
        if (value.isArray())
            return prunedList(node, value, path, keepsAll);
        return value.isObject() ? prunedObject(node, value, path, keepsAll) : value;
    }

private:
    Json prunedList(const SchemaNode* node, const Json& value, const QString& path, bool keepsAll)
    {
        Json::Items items;
        for (qsizetype i = 0; i < value.size(); ++i) {
            items.push_back(pruned(node ? node->items.node : nullptr, value.at(i),
                                   u"%1[%2]"_s.arg(path).arg(i), keepsAll));
        }
        return Json(std::move(items));
    }

    Json prunedObject(const SchemaNode* node, const Json& value, const QString& path, bool keepsAll)
    {
        Json::Members members;
        for (const auto& [name, member] : value.members()) {
            const QString inner = path.isEmpty() ? name : path + u'.' + name;
            if (node && node->isEmbedded && isMetaField(name)) {
                members.emplace_back(name,
                                     name == "metadata"_L1 ? metadata(member, inner) : member);
            } else if (const SchemaPlace* place = node ? node->placeOf(name) : nullptr) {
                members.emplace_back(name, pruned(place->node, member, inner, false));
            } else if (keepsAll) {
                members.emplace_back(name, member);
            } else if (m_dropped) {
                m_dropped->append(inner);
            }
        }
        return Json(std::move(members));
    }

    // The server reads metadata into a struct of its own.
    Json metadata(const Json& value, const QString& path)
    {
        if (m_dropped)
            collectUnknown(m_metadata, value, path, *m_dropped);
        return value.isObject() ? written(m_metadata, value) : value;
    }

    const SchemaNode& m_metadata;
    QStringList* m_dropped;
};

bool isForbiddenNull(const Json& value, const SchemaPlace* place)
{
    return value.isNull() && place && !place->node->isNullable;
}

// What stands where null may not: the default, or null when there is none.
Json valueOrDefault(const Json& value, const SchemaPlace* place)
{
    return isForbiddenNull(value, place) ? place->defaultValue : value;
}

} // namespace

Json prunedCustom(const SchemaNode& node, const Json& value, const SchemaNode& metadata,
                  QStringList* dropped)
{
    return Pruner(metadata, dropped).pruned(&node, value, {}, false);
}

Json withoutForbiddenNulls(const SchemaNode& node, const Json& value)
{
    if (value.isArray()) {
        Json::Items items;
        for (const Json& item : value.items())
            items.push_back(node.items.node ? withoutForbiddenNulls(*node.items.node, item) : item);
        return Json(std::move(items));
    }
    if (!value.isObject())
        return value;
    Json::Members members;
    for (const auto& [name, member] : value.members()) {
        const SchemaPlace* place = node.placeOf(name);
        if (isForbiddenNull(member, place) && place->defaultValue.isNull())
            continue;
        members.emplace_back(name, place ? withoutForbiddenNulls(*place->node, member) : member);
    }
    return Json(std::move(members));
}

Json withSchemaDefaults(const SchemaNode& node, const Json& value)
{
    if (value.isArray() && node.items.node) {
        Json::Items items;
        for (const Json& item : value.items())
            items.push_back(
                withSchemaDefaults(*node.items.node, valueOrDefault(item, &node.items)));
        return Json(std::move(items));
    }
    if (!value.isObject())
        return value;
    Json result = value;
    for (const auto& [name, place] : node.properties) {
        const Json* found = value.find(name);
        if (!found && place.defaultValue.isNull())
            continue;
        const Json present = found ? valueOrDefault(*found, &place) : place.defaultValue;
        result.set(name, withSchemaDefaults(*place.node, present));
    }
    if (!node.hasOtherKeys)
        return result;
    for (const auto& [name, member] : value.members()) {
        if (node.find(name) || (node.isEmbedded && isMetaField(name)))
            continue;
        result.set(
            name,
            withSchemaDefaults(*node.otherKeys.node, valueOrDefault(member, &node.otherKeys)));
    }
    return result;
}

} // namespace cauce::sandbox
