#include "core/object/decimal.h"
#include "core/object/jsoncodec.h"
#include "core/sandbox/schemawalk.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using cauce::object::Decimal;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using Type = SchemaNode::Type;

bool isWhole(const Json& value)
{
    const auto number = Decimal::parse(value.numberText());
    return number && number->exponent >= 0;
}

QString typeNameOf(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"null"_s;
    case Json::Type::Bool:
        return u"boolean"_s;
    case Json::Type::Number:
        return isWhole(value) ? u"integer"_s : u"number"_s;
    case Json::Type::String:
        return u"string"_s;
    case Json::Type::Array:
        return u"array"_s;
    case Json::Type::Object:
        return u"object"_s;
    }
    return {};
}

bool fitsType(const SchemaNode& node, const Json& value)
{
    if (value.isNull() && node.isNullable)
        return true;
    if (node.isIntOrString)
        return value.isString() || (value.isNumber() && isWhole(value));
    switch (node.type) {
    case Type::Any:
        return true;
    case Type::Object:
        return value.isObject();
    case Type::Array:
        return value.isArray();
    case Type::String:
        return value.isString();
    case Type::Integer:
        return value.isNumber() && isWhole(value);
    case Type::Number:
        return value.isNumber();
    case Type::Boolean:
        return value.isBool();
    }
    return true;
}

// Checks one value by the schema of its place.
class Checker
{
public:
    explicit Checker(Causes& causes)
        : m_causes(causes)
    { }

    void check(const SchemaNode& node, const Json& value, const QString& path)
    {
        if (!fitsType(node, value)) {
            const QString found = typeNameOf(value);
            const QString wanted = node.rules[u"type"].toString();
            m_causes.push_back(Cause::typeInvalid(
                path, Json(found),
                u"%1 in body must be of type %2: \"%3\""_s.arg(path, wanted, found)));
            return;
        }
        checkEnum(node, value, path);
        if (value.isNumber())
            checkNumber(node.rules, value, path);
        else if (value.isString())
            checkText(node.rules, value, path);
        else if (value.isArray())
            checkList(node, value, path);
        else if (value.isObject())
            checkObject(node, value, path);
    }

private:
    void invalid(const QString& path, const Json& value, const QString& what)
    {
        m_causes.push_back(Cause::invalid(path, value, path + u" in body "_s + what));
    }

    void checkEnum(const SchemaNode& node, const Json& value, const QString& path)
    {
        const Json& allowed = node.rules[u"enum"];
        if (allowed.size() == 0 || value.isNull())
            return;
        QStringList names;
        for (const Json& candidate : allowed.items()) {
            if (candidate == value)
                return;
            names.append(candidate.isString() ? candidate.toString()
                                              : QString::fromUtf8(toJson(candidate)));
        }
        m_causes.push_back(Cause::notSupported(path, value, names));
    }

    void checkNumber(const Json& rules, const Json& value, const QString& path)
    {
        const auto number = Decimal::parse(value.numberText());
        const auto most = Decimal::parse(rules[u"maximum"].numberText());
        const auto least = Decimal::parse(rules[u"minimum"].numberText());
        if (number && most) {
            const bool isExclusive = rules[u"exclusiveMaximum"].toBool();
            if (number->compare(*most) > (isExclusive ? -1 : 0)) {
                const QString words = isExclusive ? u"should be less than "_s
                                                  : u"should be less than or equal to "_s;
                invalid(path, value, words + QString::fromLatin1(most->toJsonNumber()));
            }
        }
        if (number && least) {
            const bool isExclusive = rules[u"exclusiveMinimum"].toBool();
            if (number->compare(*least) < (isExclusive ? 1 : 0)) {
                const QString words = isExclusive ? u"should be greater than "_s
                                                  : u"should be greater than or equal to "_s;
                invalid(path, value, words + QString::fromLatin1(least->toJsonNumber()));
            }
        }
        const double factor = rules[u"multipleOf"].toDouble();
        if (factor > 0 && std::remainder(value.toDouble(), factor) != 0)
            invalid(path, value, u"should be a multiple of %1"_s.arg(factor));
    }

    void checkText(const Json& rules, const Json& value, const QString& path)
    {
        const QString text = value.toString();
        const qsizetype length = text.toUcs4().size();
        if (const auto most = rules[u"maxLength"].toInteger(); most && length > *most)
            m_causes.push_back(Cause::tooLong(path, qsizetype(*most)));
        if (const auto least = rules[u"minLength"].toInteger(); least && length < *least)
            invalid(path, value, u"should be at least %1 chars long"_s.arg(*least));
        const QString pattern = rules[u"pattern"].toString();
        if (pattern.isEmpty())
            return;
        const QRegularExpression expression(pattern);
        if (expression.isValid() && !expression.match(text).hasMatch())
            invalid(path, value, u"should match '%1'"_s.arg(pattern));
    }

    void checkList(const SchemaNode& node, const Json& value, const QString& path)
    {
        const auto most = node.rules[u"maxItems"].toInteger();
        if (most && value.size() > *most)
            m_causes.push_back(Cause::tooMany(path, value.size(), qsizetype(*most)));
        const auto least = node.rules[u"minItems"].toInteger();
        if (least && value.size() < *least)
            invalid(path, Json(qint64(value.size())),
                    u"should have at least %1 items"_s.arg(*least));
        if (node.rules[u"uniqueItems"].toBool() && hasDuplicates(value))
            invalid(path, value, u"shouldn't contain duplicates"_s);
        for (qsizetype i = 0; node.items.node && i < value.size(); ++i)
            check(*node.items.node, value.at(i), u"%1[%2]"_s.arg(path).arg(i));
        checkIdentities(node, value, path);
    }

    static bool hasDuplicates(const Json& list)
    {
        const auto items = list.items();
        for (size_t i = 0; i < items.size(); ++i) {
            if (std::find(items.begin(), items.begin() + i, items[i]) != items.begin() + i)
                return true;
        }
        return false;
    }

    // Lists of type set and map: no element twice.
    void checkIdentities(const SchemaNode& node, const Json& value, const QString& path)
    {
        const QString listType = node.rules[u"x-kubernetes-list-type"].toString();
        if (listType != "set"_L1 && listType != "map"_L1)
            return;
        Json::Items seen;
        for (qsizetype i = 0; i < value.size(); ++i) {
            Json identity = value.at(i);
            if (listType == "map"_L1)
                identity = keysOf(node, value.at(i));
            if (std::find(seen.begin(), seen.end(), identity) != seen.end())
                m_causes.push_back(Cause::duplicate(u"%1[%2]"_s.arg(path).arg(i), identity));
            else
                seen.push_back(identity);
        }
    }

    static Json keysOf(const SchemaNode& node, const Json& item)
    {
        Json keys = Json::emptyObject();
        for (const Json& key : node.rules[u"x-kubernetes-list-map-keys"].items()) {
            if (const Json* part = item.find(key.toString()))
                keys.set(key.toString(), *part);
        }
        return keys;
    }

    void checkObject(const SchemaNode& node, const Json& value, const QString& path)
    {
        const auto most = node.rules[u"maxProperties"].toInteger();
        if (most && value.size() > *most)
            m_causes.push_back(Cause::tooMany(path, value.size(), qsizetype(*most)));
        const auto least = node.rules[u"minProperties"].toInteger();
        if (least && value.size() < *least)
            invalid(path, value, u"should have at least %1 properties"_s.arg(*least));
        for (const Json& name : node.rules[u"required"].items()) {
            if (!value.contains(name.toString()))
                m_causes.push_back(Cause::required(childPath(path, name.toString())));
        }
        for (const auto& [name, member] : value.members()) {
            if (path.isEmpty() && name == "metadata"_L1)
                continue; // checked by the server's own rules
            if (const SchemaPlace* place = node.placeOf(name))
                check(*place->node, member, childPath(path, name));
        }
    }

    static QString childPath(const QString& path, const QString& name)
    {
        return path.isEmpty() ? name : path + u'.' + name;
    }

    Causes& m_causes;
};

} // namespace

Causes schemaProblems(const SchemaNode& node, const Json& value)
{
    Causes causes;
    Checker(causes).check(node, value, {});
    return causes;
}

} // namespace cauce::sandbox
