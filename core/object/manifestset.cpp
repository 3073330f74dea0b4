#include "core/object/manifestset.h"

namespace cauce::object {

std::optional<TrackingId> TrackingId::parse(QStringView text)
{
    // The name may contain ':' (RBAC); the application, the group and the namespace may not.
    const qsizetype first = text.indexOf(u':');
    const qsizetype second = first < 0 ? -1 : text.indexOf(u':', first + 1);
    if (second < 0)
        return std::nullopt;
    const QStringView type = text.sliced(first + 1, second - first - 1);
    const QStringView object = text.sliced(second + 1);
    if (type.count(u'/') != 1 || object.count(u'/') != 1)
        return std::nullopt;
    const qsizetype typeSlash = type.indexOf(u'/');
    const qsizetype objectSlash = object.indexOf(u'/');
    return TrackingId {text.first(first).toString(),
                       {type.first(typeSlash).toString(), type.sliced(typeSlash + 1).toString(),
                        object.first(objectSlash).toString(),
                        object.sliced(objectSlash + 1).toString()}};
}

QString TrackingId::toString() const
{
    return application + u':' + object.group + u'/' + object.kind + u':' + object.nameSpace + u'/'
        + object.name;
}

} // namespace cauce::object
