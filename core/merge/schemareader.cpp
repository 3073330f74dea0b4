#include "core/merge/schema.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

class SchemaReader
{
public:
    Result<std::shared_ptr<const Schema>> read(const Json& schema)
    {
        for (const Json& type : schema[u"types"].items()) {
            m_current = type[u"name"].toString();
            if (m_current.isEmpty())
                note(u"a type has no name"_s);
            else
                m_builder.declare(m_current, shapes(type));
        }
        if (!m_problem.isEmpty())
            return fail(ErrorKind::Invalid, m_problem);
        return m_builder.build();
    }

private:
    void note(const QString& problem)
    {
        if (m_problem.isEmpty())
            m_problem = u"schema type \"%1\": %2"_s.arg(m_current, problem);
    }

    Type shapes(const Json& json)
    {
        Type type;
        if (json.contains(u"scalar"))
            type.scalar = scalar(json[u"scalar"].toString());
        if (const Json* list = json.find(u"list"))
            type.list = listShape(*list);
        if (const Json* map = json.find(u"map"))
            type.map = mapShape(*map);
        return type;
    }

    static Scalar scalar(const QString& name)
    {
        if (name == "string"_L1)
            return Scalar::String;
        if (name == "numeric"_L1)
            return Scalar::Numeric;
        if (name == "boolean"_L1)
            return Scalar::Boolean;
        return name == "untyped"_L1 ? Scalar::Untyped : Scalar::Unknown;
    }

    std::optional<Relationship> relationship(const Json& json)
    {
        const QString name = json[u"elementRelationship"].toString();
        if (name.isEmpty())
            return std::nullopt;
        if (name == "atomic"_L1)
            return Relationship::Atomic;
        if (name != "associative"_L1 && name != "separable"_L1)
            note(u"unknown elementRelationship \"%1\""_s.arg(name));
        return Relationship::Granular;
    }

    TypeRef reference(const Json& json)
    {
        TypeRef ref;
        if (json.contains(u"namedType"))
            ref = m_builder.reference(json[u"namedType"].toString());
        else if (json.contains(u"scalar") || json.contains(u"list") || json.contains(u"map"))
            ref = m_builder.add(shapes(json));
        ref.relationship = relationship(json);
        return ref;
    }

    ListShape listShape(const Json& json)
    {
        ListShape list;
        list.element = reference(json[u"elementType"]);
        list.relationship = relationship(json).value_or(Relationship::Atomic);
        for (const Json& key : json[u"keys"].items())
            list.keys.append(key.toString());
        return list;
    }

    MapShape mapShape(const Json& json)
    {
        MapShape map;
        for (const Json& item : json[u"fields"].items()) {
            Field field {item[u"name"].toString(), reference(item[u"type"]), {}};
            if (const Json& value = item[u"default"]; !value.isNull())
                field.defaultValue = value;
            map.fields.push_back(std::move(field));
        }
        map.element = reference(json[u"elementType"]);
        map.relationship = relationship(json).value_or(Relationship::Granular);
        return map;
    }

    SchemaBuilder m_builder;
    QString m_current;
    QString m_problem;
};

} // namespace

Result<std::shared_ptr<const Schema>> readSchema(const Json& types)
{
    return SchemaReader().read(types);
}

} // namespace cauce::merge
