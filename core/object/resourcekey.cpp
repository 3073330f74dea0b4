#include "core/object/resourcekey.h"

namespace cauce::object {

QString ResourceKey::toString() const
{
    const QString type = group.isEmpty() ? kind : QString(group + u'/' + kind);
    return nameSpace.isEmpty() ? QString(type + u' ' + name)
                               : QString(type + u' ' + nameSpace + u'/' + name);
}

size_t qHash(const GroupKind& key, size_t seed)
{
    return qHashMulti(seed, key.group, key.kind);
}

size_t qHash(const GroupVersionKind& key, size_t seed)
{
    return qHashMulti(seed, key.group, key.version, key.kind);
}

size_t qHash(const ResourceKey& key, size_t seed)
{
    return qHashMulti(seed, key.group, key.kind, key.nameSpace, key.name);
}

GroupVersionKind groupVersionKind(QStringView apiVersion, QStringView kind)
{
    const qsizetype slash = apiVersion.lastIndexOf(u'/');
    return {apiVersion.left(qMax(slash, 0)).toString(), apiVersion.mid(slash + 1).toString(),
            kind.toString()};
}

} // namespace cauce::object
