#include "core/object/decimal.h"
#include "core/object/jsoncodec.h"
#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"
#include "core/sandbox/schemawalk.h"

#include <QDateTime>
#include <QHostAddress>
#include <QRegularExpression>
#include <QUuid>

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
    // What does not fit into 64 bits is a floating point number to a server.
    return number && number->exponent >= 0 && number->magnitude() < 19;
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

// Formats that a server knows; any text fits another one.
bool fitsFormat(const QString& format, const QString& text)
{
    if (format == "date-time"_L1)
        return text.contains(u'T') && QDateTime::fromString(text, Qt::ISODateWithMs).isValid();
    if (format == "date"_L1)
        return QDate::fromString(text, Qt::ISODate).isValid();
    if (format == "ipv4"_L1)
        return QHostAddress(text).protocol() == QAbstractSocket::IPv4Protocol;
    if (format == "ipv6"_L1)
        return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
    if (format == "uuid"_L1)
        return !QUuid::fromString(text).isNull();
    return true;
}

QString childPath(const QString& path, const QString& name)
{
    return path.isEmpty() ? name : path + u'.' + name;
}

// Checks one value by the schema of its place.
class SchemaChecker
{
public:
    Causes causes;

    void check(const SchemaNode& node, const Json& value, const QString& path)
    {
        checkType(node, value, path);
        checkEnum(node, value, path);
        if (value.isNumber())
            checkNumber(node.rules, value, path);
        else if (value.isString())
            checkText(node, value, path);
        else if (value.isArray())
            checkList(node, value, path);
        else if (value.isObject())
            checkObject(node, value, path);
        checkLogic(node, value, path);
    }

private:
    void invalid(const QString& path, const Json& value, const QString& what)
    {
        causes.push_back(Cause::invalid(path, value, path + u" in body "_s + what));
    }
    void wrongForm(const QString& path, const QString& found, const QString& wanted)
    {
        const QString words = u"%1 in body must be of type %2: \"%3\""_s.arg(path, wanted, found);
        causes.push_back(Cause::typeInvalid(path, Json(found), words));
    }

    void checkType(const SchemaNode& node, const Json& value, const QString& path)
    {
        if (fitsType(node, value))
            return;
        const QString wanted
            = node.isIntOrString ? u"integer,string"_s : node.rules[u"type"].toString();
        wrongForm(path, typeNameOf(value), wanted);
    }

    void checkEnum(const SchemaNode& node, const Json& value, const QString& path)
    {
        const Json& allowed = node.rules[u"enum"];
        if (allowed.size() == 0 || (value.isNull() && node.isNullable))
            return;
        QStringList names;
        for (const Json& candidate : allowed.items()) {
            if (candidate == value)
                return;
            names.append(candidate.isString() ? candidate.toString()
                                              : QString::fromUtf8(toJson(candidate)));
        }
        causes.push_back(Cause::notSupported(path, value, names));
    }

    // A bound as a server compares a value with it: with a whole number, it is cut down to one.
    static std::optional<Decimal> boundFor(const Json& value, const Json& bound)
    {
        const auto number = Decimal::parse(bound.numberText());
        if (!number || !isWhole(value))
            return number;
        return Decimal::parse(QByteArray::number(qint64(std::trunc(bound.toDouble()))));
    }

    void checkNumber(const Json& rules, const Json& value, const QString& path)
    {
        const auto number = Decimal::parse(value.numberText());
        const auto most = boundFor(value, rules[u"maximum"]);
        const auto least = boundFor(value, rules[u"minimum"]);
        if (number && most) {
            const bool isExclusive = rules[u"exclusiveMaximum"].toBool();
            const QString words
                = isExclusive ? u"should be less than "_s : u"should be less than or equal to "_s;
            if (number->compare(*most) > (isExclusive ? -1 : 0))
                invalid(path, value, words + QString::fromLatin1(most->toJsonNumber()));
        }
        if (number && least) {
            const bool isExclusive = rules[u"exclusiveMinimum"].toBool();
            const QString words = isExclusive ? u"should be greater than "_s
                                              : u"should be greater than or equal to "_s;
            if (number->compare(*least) < (isExclusive ? 1 : 0))
                invalid(path, value, words + QString::fromLatin1(least->toJsonNumber()));
        }
        if (rules[u"multipleOf"].isNumber())
            checkMultiple(value, rules[u"multipleOf"].toDouble(), path);
    }

    void checkMultiple(const Json& value, double factor, const QString& path)
    {
        if (isWhole(value))
            factor = std::trunc(factor);
        if (factor <= 0) {
            causes.push_back(Cause::invalid(
                path, Json(qint64(factor)),
                u"factor MultipleOf declared for %1 must be positive: %2"_s.arg(path).arg(factor)));
            return;
        }
        const double times = value.toDouble() / factor;
        if (std::abs(times - std::round(times)) > 1e-9)
            invalid(path, value, u"should be a multiple of %1"_s.arg(factor));
    }

    // The first of them that is broken is the one that is said.
    void checkText(const SchemaNode& node, const Json& value, const QString& path)
    {
        const Json& rules = node.rules;
        const QString text = value.toString();
        const qsizetype length = text.toUcs4().size();
        const auto most = rules[u"maxLength"].toInteger();
        const auto least = rules[u"minLength"].toInteger();
        const QString pattern = rules[u"pattern"].toString();
        const QRegularExpression expression(pattern);
        if (most && length > *most)
            causes.push_back(Cause::tooLong(path, qsizetype(*most)));
        else if (least && length < *least)
            invalid(path, value, u"should be at least %1 chars long"_s.arg(*least));
        else if (!pattern.isEmpty() && expression.isValid() && !expression.match(text).hasMatch())
            invalid(path, value, u"should match '%1'"_s.arg(pattern));
        if (node.type == Type::String && !fitsFormat(node.format, text))
            wrongForm(path, text, node.format);
    }

    void checkList(const SchemaNode& node, const Json& value, const QString& path)
    {
        const auto most = node.rules[u"maxItems"].toInteger();
        if (most && value.size() > *most)
            causes.push_back(Cause::tooMany(path, value.size(), qsizetype(*most)));
        const auto least = node.rules[u"minItems"].toInteger();
        if (least && value.size() < *least)
            invalid(path, Json(qint64(value.size())),
                    u"should have at least %1 items"_s.arg(*least));
        for (qsizetype i = 0; node.items.node && i < value.size(); ++i)
            check(*node.items.node, value.at(i), u"%1[%2]"_s.arg(path).arg(i));
        checkIdentities(node, value, path);
    }

    // Lists of type set and map: no element twice.
    void checkIdentities(const SchemaNode& node, const Json& value, const QString& path)
    {
        const QString listType = node.rules[u"x-kubernetes-list-type"].toString();
        if (listType != "set"_L1 && listType != "map"_L1)
            return;
        Json::Items seen;
        for (qsizetype i = 0; i < value.size(); ++i) {
            const Json identity = listType == "map"_L1 ? keysOf(node, value.at(i)) : value.at(i);
            if (std::find(seen.begin(), seen.end(), identity) != seen.end())
                causes.push_back(Cause::duplicate(u"%1[%2]"_s.arg(path).arg(i), identity));
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
            causes.push_back(Cause::tooMany(path, value.size(), qsizetype(*most)));
        const auto least = node.rules[u"minProperties"].toInteger();
        if (least && value.size() < *least)
            invalid(path, Json(qint64(value.size())),
                    u"should have at least %1 properties"_s.arg(*least));
        for (const Json& name : node.rules[u"required"].items()) {
            if (!value.contains(name.toString()))
                causes.push_back(Cause::required(childPath(path, name.toString())));
        }
        for (const auto& [name, member] : value.members()) {
            if (path.isEmpty() && name == "metadata"_L1)
                continue; // checked by the server's own rules
            if (const SchemaPlace* place = node.placeOf(name))
                check(*place->node, member, childPath(path, name));
        }
        if (node.isEmbedded && !path.isEmpty())
            checkEmbedded(value, path);
    }

    // A resource within the object is named and typed as any other.
    void checkEmbedded(const Json& value, const QString& path)
    {
        FieldChecks checks;
        const QString version = value[u"apiVersion"].toString();
        const QString kind = value[u"kind"].toString();
        if (version.isEmpty())
            checks.required(path + u".apiVersion"_s);
        else if (version.count(u'/') > 1)
            checks.invalid(path + u".apiVersion"_s, version,
                           u"unexpected GroupVersion string: %1"_s.arg(version));
        if (kind.isEmpty())
            checks.required(path + u".kind"_s);
        for (const QString& problem :
             kind.isEmpty() ? QStringList() : serviceNameProblems(kind.toLower())) {
            checks.invalid(path + u".kind"_s, kind,
                           u"may have mixed case, but should otherwise match: "_s + problem);
        }
        checks.labels(path + u".metadata.labels"_s, value.path({u"metadata", u"labels"}));
        causes.insert(causes.end(), checks.causes.begin(), checks.causes.end());
    }

    // What \p value breaks of another schema of the same place.
    static Causes brokenOf(const SchemaPlace& schema, const Json& value, const QString& path)
    {
        SchemaChecker checker;
        checker.check(*schema.node, value, path);
        return std::move(checker.causes);
    }
    void combined(const QString& path, const QString& what)
    {
        causes.push_back(
            Cause::invalid(u"<nil>"_s, Json(u""_s), u"\"%1\" must %2"_s.arg(path, what)));
    }

    void checkLogic(const SchemaNode& node, const Json& value, const QString& path)
    {
        const auto fitting = [&](const std::vector<SchemaPlace>& schemas) {
            return std::count_if(schemas.begin(), schemas.end(), [&](const SchemaPlace& schema) {
                return brokenOf(schema, value, path).empty();
            });
        };
        const bool isNull = value.isNull() && node.isNullable;
        if (isNull)
            return;
        if (!node.anyOf.empty() && fitting(node.anyOf) == 0) {
            combined(path, u"validate at least one schema (anyOf)"_s);
            const Causes first = brokenOf(node.anyOf.front(), value, path);
            causes.insert(causes.end(), first.begin(), first.end());
        }
        if (const auto count = fitting(node.oneOf); !node.oneOf.empty() && count != 1) {
            const QString found
                = count == 0 ? u"Found none valid"_s : u"Found %1 valid alternatives"_s.arg(count);
            combined(path, u"validate one and only one schema (oneOf). "_s + found);
        }
        for (const SchemaPlace& schema : node.allOf) {
            const Causes broken = brokenOf(schema, value, path);
            causes.insert(causes.end(), broken.begin(), broken.end());
        }
        if (!node.noneOf.empty() && fitting(node.noneOf) > 0)
            combined(path, u"not validate the schema (not)"_s);
    }
};

} // namespace

Causes schemaProblems(const SchemaNode& node, const Json& value)
{
    SchemaChecker checker;
    checker.check(node, value, {});
    return std::move(checker.causes);
}

} // namespace cauce::sandbox
