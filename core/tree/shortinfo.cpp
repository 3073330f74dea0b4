#include "core/object/annotations.h"
#include "core/tree/podinfo.h"

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

qint64 numberOf(const object::Json& value)
{
    return value.toInteger().value_or(0);
}

QString readyOf(qint64 have, const object::Json& wanted)
{
    return u"%1/%2 ready"_s.arg(have).arg(wanted.toInteger().value_or(1));
}

QString podText(const object::Manifest& object)
{
    const PodInfo pod = podInfo(object);
    QString text = u"%1 %2/%3"_s.arg(pod.reason).arg(pod.ready).arg(pod.total).trimmed();
    if (pod.restarts > 0)
        text += (pod.restarts == 1 ? u", %1 restart"_s : u", %1 restarts"_s).arg(pod.restarts);
    return text;
}

QString appsText(const object::Manifest& object)
{
    const object::Json& status = object.json()[u"status"];
    const QString& kind = object.key().kind;
    if (kind == "DaemonSet"_L1)
        return readyOf(numberOf(status[u"numberReady"]), status[u"desiredNumberScheduled"]);
    if (kind == "Deployment"_L1 || kind == "StatefulSet"_L1 || kind == "ReplicaSet"_L1)
        return readyOf(numberOf(status[u"readyReplicas"]),
                       object.json().path({u"spec", u"replicas"}));
    return {};
}

QString kindText(const object::Manifest& object)
{
    const object::Json& spec = object.json()[u"spec"];
    const object::Json& status = object.json()[u"status"];
    const QString& group = object.key().group;
    const QString& kind = object.key().kind;
    if (group == "apps"_L1)
        return appsText(object);
    if (group == "batch"_L1 && kind == "Job"_L1)
        return u"%1/%2 completed"_s.arg(numberOf(status[u"succeeded"]))
            .arg(spec[u"completions"].toInteger().value_or(1));
    if (group == "batch"_L1 && kind == "CronJob"_L1)
        return spec[u"schedule"].toString();
    if (!group.isEmpty())
        return {};
    if (kind == "Pod"_L1)
        return podText(object);
    if (kind == "PersistentVolumeClaim"_L1 || kind == "Namespace"_L1)
        return status[u"phase"].toString();
    if (kind == "Service"_L1)
        return spec[u"type"].toString();
    return {};
}

} // namespace

qint64 revisionOf(const object::Manifest& object)
{
    for (const auto name :
         {object::annotation::deploymentRevision, object::annotation::rolloutRevision}) {
        if (const QString text = object.annotation(QString(name)); !text.isEmpty())
            return text.toLongLong();
    }
    return numberOf(object.json()[u"revision"]);
}

QString shortInfo(const object::Manifest& object)
{
    QStringList parts;
    if (const QString text = kindText(object); !text.isEmpty())
        parts << text;
    if (const qint64 revision = revisionOf(object); revision > 0)
        parts << u"rev:%1"_s.arg(revision);
    return parts.join(", "_L1);
}

QStringList imagesOf(const object::Manifest& object)
{
    const object::Json& spec = object.json()[u"spec"];
    const object::Json* pod = &spec;
    if (object.key().kind == "CronJob"_L1)
        pod = &spec.path({u"jobTemplate", u"spec", u"template", u"spec"});
    else if (spec.contains(u"template"))
        pod = &spec.path({u"template", u"spec"});
    QStringList images;
    for (const QStringView key : {u"initContainers", u"containers"}) {
        for (const object::Json& container : (*pod)[key].items()) {
            const QString image = container[u"image"].toString();
            if (!image.isEmpty() && !images.contains(image))
                images << image;
        }
    }
    return images;
}

} // namespace cauce::tree
