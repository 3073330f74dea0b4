#include "core/sandbox/cause.h"

#include "core/object/jsoncodec.h"

#include <QStringList>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

QString withDetail(const QString& text, const QString& detail)
{
    return detail.isEmpty() ? text : text + u": "_s + detail;
}

QString withValue(const QString& text, const Json& value, const QString& detail)
{
    const QString found = QString::fromUtf8(toJson(value));
    return withDetail(text + u": "_s + found, detail);
}

} // namespace

Cause Cause::required(const QString& field, const QString& detail)
{
    return {u"FieldValueRequired"_s, field, withDetail(u"Required value"_s, detail)};
}

Cause Cause::invalid(const QString& field, const Json& value, const QString& detail)
{
    return {u"FieldValueInvalid"_s, field, withValue(u"Invalid value"_s, value, detail)};
}

Cause Cause::typeInvalid(const QString& field, const Json& value, const QString& detail)
{
    return {u"FieldValueTypeInvalid"_s, field, withValue(u"Invalid value"_s, value, detail)};
}

Cause Cause::forbidden(const QString& field, const QString& detail)
{
    return {u"FieldValueForbidden"_s, field, withDetail(u"Forbidden"_s, detail)};
}

Cause Cause::notSupported(const QString& field, const Json& value, const QStringList& supported)
{
    QStringList quoted;
    for (const QString& text : supported)
        quoted.append(QString::fromUtf8(toJson(Json(text))));
    const QString detail
        = quoted.isEmpty() ? QString() : u"supported values: "_s + quoted.join(u", "_s);
    return {u"FieldValueNotSupported"_s, field, withValue(u"Unsupported value"_s, value, detail)};
}

Cause Cause::duplicate(const QString& field, const Json& value)
{
    return {u"FieldValueDuplicate"_s, field, withValue(u"Duplicate value"_s, value, {})};
}

Cause Cause::tooLong(const QString& field, qsizetype maxLength)
{
    const QString unit = maxLength == 1 ? u"byte"_s : u"bytes"_s;
    return {u"FieldValueTooLong"_s, field,
            u"Too long: may not be more than %1 %2"_s.arg(maxLength).arg(unit)};
}

Cause Cause::tooMany(const QString& field, qsizetype actual, qsizetype most)
{
    const QString unit = most == 1 ? u"item"_s : u"items"_s;
    return {u"FieldValueTooMany"_s, field,
            u"Too many: %1: must have at most %2 %3"_s.arg(actual).arg(most).arg(unit)};
}

QString joined(const Causes& causes)
{
    QStringList lines; // each once
    for (const Cause& cause : causes) {
        const QString line = cause.field + u": "_s + cause.message;
        if (!lines.contains(line))
            lines.append(line);
    }
    return lines.size() == 1 ? lines.first() : u'[' + lines.join(u", "_s) + u']';
}

Json toJson(const Causes& causes)
{
    Json::Items items;
    for (const Cause& cause : causes) {
        items.emplace_back(Json::Members {
            {u"reason"_s, cause.reason}, {u"message"_s, cause.message}, {u"field"_s, cause.field}});
    }
    return Json(std::move(items));
}

} // namespace cauce::sandbox
