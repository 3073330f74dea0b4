#include "core/cluster/apipaths.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

QString encoded(const QString& segment)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(segment, ":"));
}

//! Kubernetes' own rule for a path segment (apimachinery: IsValidPathSegmentName).
bool isSegment(const QString& name)
{
    return !name.isEmpty() && name != "."_L1 && name != ".."_L1 && !name.contains(u'/')
        && !name.contains(u'%');
}

} // namespace

QString collectionPath(const ApiResource& resource, const QString& nameSpace)
{
    const object::GroupVersionKind& type = resource.type;
    QString path = type.group.isEmpty() ? u"/api/"_s : "/apis/"_L1 + encoded(type.group) + u'/';
    path += encoded(type.version) + u'/';
    if (resource.namespaced && !nameSpace.isEmpty())
        path += "namespaces/"_L1 + encoded(nameSpace) + u'/';
    return path + encoded(resource.plural);
}

Result<QString> objectPath(const ApiResource& resource, const object::ResourceKey& key)
{
    if (!isSegment(key.name) || (!key.nameSpace.isEmpty() && !isSegment(key.nameSpace)))
        return fail(ErrorKind::Invalid, u"%1: is no possible name"_s.arg(key.toString()));
    if (resource.namespaced && key.nameSpace.isEmpty())
        return fail(ErrorKind::Invalid, u"%1: needs a namespace"_s.arg(key.toString()));
    if (!resource.namespaced && !key.nameSpace.isEmpty()) {
        return fail(ErrorKind::Invalid,
                    u"%1: objects of this kind have no namespace"_s.arg(key.toString()));
    }
    return QString(collectionPath(resource, key.nameSpace) + u'/' + encoded(key.name));
}

bool isOlderVersion(const QString& a, const QString& b)
{
    bool aIsNumber = false;
    bool bIsNumber = false;
    const quint64 first = a.toULongLong(&aIsNumber);
    const quint64 second = b.toULongLong(&bIsNumber);
    return aIsNumber && bIsNumber && first < second;
}

} // namespace cauce::cluster
