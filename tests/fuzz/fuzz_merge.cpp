// Objects come from Git and from the cluster, in any shape. An input is lines of JSON: the first
// says which type ("deduced" or anything else), the others are applied and updated in turn.

#include "core/merge/fieldsv1.h"
#include "core/merge/ownership.h"
#include "core/object/jsoncodec.h"

#include <QList>

#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

namespace {

constexpr char kTypes[] = R"({"types": [{"name": "root", "map": {"fields": [
{"name": "keyed", "type": {"list": {"elementRelationship": "associative", "keys": ["a", "b"],
  "elementType": {"namedType": "item"}}}},
{"name": "set", "type": {"list": {"elementRelationship": "associative",
  "elementType": {"scalar": "untyped"}}}},
{"name": "atomic", "type": {"list": {"elementType": {"namedType": "item"}}}},
{"name": "map", "type": {"map": {"elementType": {"scalar": "string"}}}},
{"name": "free", "type": {"namedType": "__untyped_deduced_"}},
{"name": "root", "type": {"namedType": "root"}},
{"name": "whole", "type": {"namedType": "root", "elementRelationship": "atomic"}}]}},
{"name": "item", "map": {"fields": [{"name": "a", "type": {"scalar": "string"}},
  {"name": "b", "default": 1, "type": {"scalar": "numeric"}},
  {"name": "list", "type": {"list": {"elementRelationship": "associative",
    "elementType": {"scalar": "string"}}}}]}}]})";

void require(bool isTrue)
{
    if (!isTrue)
        std::abort();
}

ObjectType fixedType()
{
    static const auto schema = readSchema(*object::parseJson(kTypes));
    require(bool(schema));
    return ObjectType::named(*schema, u"root"_s);
}

struct Cluster
{
    ObjectType type;
    VersionedObject live;
    Managers managers;

    VersionedObject at(const Json& value) const { return {type, value, u"v1"_s}; }
};

void checkSets(const Cluster& cluster)
{
    for (const auto& [manager, owned] : cluster.managers) {
        const Result<FieldSet> read = readFieldsV1(toFieldsV1(owned.fields));
        require(read && *read == owned.fields && !owned.fields.isEmpty());
    }
    const Result<Comparison> same = compare(cluster.type, cluster.live.value, cluster.live.value);
    require(same && same->isSame());
    const Result<FieldSet> all = fieldSet(cluster.type, cluster.live.value);
    require(bool(all));
    removed(cluster.type, cluster.live.value, *all);
    extracted(cluster.type, cluster.live.value, all->leaves());
}

void applyTo(Cluster& cluster, const Json& value, const QString& manager)
{
    if (!validate(cluster.type, value))
        return;
    const Result<Applied> result
        = applied(cluster.live, cluster.at(value), cluster.managers, manager, Force::Yes);
    require(bool(result));
    const Result<void> valid = validate(cluster.type, result->object, Duplicates::Allowed);
    require(bool(valid) && !result->isRefused);
    const Result<FieldSet> declared = fieldSet(cluster.type, value);
    const auto owned = result->managers.find(manager);
    require(declared && (declared->isEmpty() || owned->second.fields == *declared));
    cluster.live = cluster.at(result->object);
    cluster.managers = result->managers;
    // Without force it is done whole or not at all. (It may meet somebody again: an emptied map is
    // null, and {} into it is a change.)
    const Result<Applied> again
        = applied(cluster.live, cluster.at(value), cluster.managers, manager, Force::No);
    require(again && again->isRefused == !again->conflicts.empty());
    require(!again->isRefused || again->managers == cluster.managers);
}

void updateTo(Cluster& cluster, const Json& value)
{
    if (!validate(cluster.type, value, Duplicates::Allowed))
        return;
    const Result<Managers> managers
        = updatedManagers(cluster.live, cluster.at(value), cluster.managers, u"update"_s);
    require(bool(managers));
    cluster.live = cluster.at(value);
    cluster.managers = *managers;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char*>(data), qsizetype(size));
    const QList<QByteArray> lines = input.split('\n');
    Cluster cluster;
    cluster.type = lines.first() == "deduced" ? ObjectType::deduced() : fixedType();
    cluster.live = cluster.at(Json());
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const Result<Json> value = object::parseJson(lines.at(i));
        if (!value)
            continue;
        if (i % 3 == 0)
            updateTo(cluster, *value);
        else
            applyTo(cluster, *value, i % 3 == 1 ? u"one"_s : u"two"_s);
        checkSets(cluster);
    }
    return 0;
}
