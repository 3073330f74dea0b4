#pragma once

#include "core/object/json.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace cauce::sandbox {

//! \brief One thing that is wrong with an object, as a server counts them in details.causes. A
//! value.
struct Cause
{
    QString reason; //!< FieldValueRequired, FieldValueInvalid, FieldValueForbidden, ...
    QString field; //!< `spec.template.spec.containers[0].name`
    QString message; //!< without the field: `Required value: must be set`

    friend bool operator==(const Cause&, const Cause&) = default;

    // As a server words them. `value` is what was found, its members in the order to be shown in.
    static Cause required(const QString& field, const QString& detail = {});
    static Cause invalid(const QString& field, const object::Json& value, const QString& detail);
    static Cause typeInvalid(const QString& field, const object::Json& value,
                             const QString& detail);
    static Cause forbidden(const QString& field, const QString& detail);
    static Cause notSupported(const QString& field, const object::Json& value,
                              const QStringList& supported);
    static Cause duplicate(const QString& field, const object::Json& value);
    static Cause tooLong(const QString& field, qsizetype maxLength);
    static Cause tooMany(const QString& field, qsizetype actual, qsizetype most);
};
using Causes = std::vector<Cause>;

//! `field: message`, or `[a: b, c: d]` when there are several: what follows "is invalid: ".
QString joined(const Causes& causes);
//! The array details.causes.
object::Json toJson(const Causes& causes);

} // namespace cauce::sandbox
