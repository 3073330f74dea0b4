#include "core/tree/podinfo.h"

#include "core/object/annotations.h"

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

qint64 count(const object::Json& value)
{
    return value.toInteger().value_or(0);
}

//! "Init:0/2", "Init:CrashLoopBackOff" or nothing when every init container has done its work.
QString initReason(const object::Json& status, qsizetype total)
{
    qsizetype done = 0;
    for (const object::Json& container : status[u"initContainerStatuses"].items()) {
        const object::Json& state = container[u"state"];
        const object::Json& ended = state[u"terminated"];
        if (!ended.isNull() && count(ended[u"exitCode"]) == 0) {
            ++done;
            continue;
        }
        if (!ended.isNull()) {
            const QString reason = ended[u"reason"].toString();
            return reason.isEmpty() ? u"Init:ExitCode:%1"_s.arg(count(ended[u"exitCode"]))
                                    : "Init:"_L1 + reason;
        }
        if (container[u"started"].toBool() && !state[u"running"].isNull()) {
            ++done; // a sidecar: it runs beside the others
            continue;
        }
        const QString waiting = state.path({u"waiting", u"reason"}).toString();
        if (!waiting.isEmpty() && waiting != "PodInitializing"_L1)
            return "Init:"_L1 + waiting;
        return u"Init:%1/%2"_s.arg(done).arg(total);
    }
    return {};
}

QString containerReason(const object::Json& status, QString reason)
{
    bool running = false;
    for (const object::Json& container : status[u"containerStatuses"].items()) {
        const object::Json& state = container[u"state"];
        const QString waiting = state.path({u"waiting", u"reason"}).toString();
        const object::Json& ended = state[u"terminated"];
        if (!waiting.isEmpty())
            reason = waiting;
        else if (!ended.isNull() && !ended[u"reason"].toString().isEmpty())
            reason = ended[u"reason"].toString();
        else if (!ended.isNull())
            reason = u"ExitCode:%1"_s.arg(count(ended[u"exitCode"]));
        else if (container[u"ready"].toBool() && !state[u"running"].isNull())
            running = true;
    }
    return reason == "Completed"_L1 && running ? u"Running"_s : reason;
}

QString ready(qint64 have, const object::Json& wanted)
{
    return u"%1/%2 ready"_s.arg(have).arg(wanted.toInteger().value_or(1));
}

} // namespace

QString podReason(const object::Manifest& pod)
{
    const object::Json& status = pod.json()[u"status"];
    if (!pod.json().path({u"metadata", u"deletionTimestamp"}).isNull())
        return status[u"reason"].toString() == "NodeLost"_L1 ? u"Unknown"_s : u"Terminating"_s;
    QString reason = status[u"reason"].toString();
    if (reason.isEmpty())
        reason = status[u"phase"].toString();
    const qsizetype inits = status[u"initContainerStatuses"].size();
    if (const QString init = initReason(status, inits); !init.isEmpty())
        return init;
    return containerReason(status, reason);
}

QString shortInfo(const object::Manifest& object)
{
    const object::Json& spec = object.json()[u"spec"];
    const object::Json& status = object.json()[u"status"];
    const QString& kind = object.key().kind;
    if (kind == "Pod"_L1 && object.key().group.isEmpty())
        return podReason(object);
    if (kind == "Deployment"_L1 || kind == "StatefulSet"_L1)
        return ready(count(status[u"readyReplicas"]), spec[u"replicas"]);
    if (kind == "ReplicaSet"_L1) {
        const QString text = ready(count(status[u"readyReplicas"]), spec[u"replicas"]);
        const QString revision = object.annotation(QString(object::annotation::deploymentRevision));
        return revision.isEmpty() ? text : text + ", rev:"_L1 + revision;
    }
    if (kind == "DaemonSet"_L1)
        return ready(count(status[u"numberReady"]), status[u"desiredNumberScheduled"]);
    if (kind == "Job"_L1)
        return u"%1/%2 completed"_s.arg(count(status[u"succeeded"]))
            .arg(spec[u"completions"].toInteger().value_or(1));
    if (kind == "CronJob"_L1)
        return spec[u"schedule"].toString();
    if (kind == "PersistentVolumeClaim"_L1 || kind == "Namespace"_L1)
        return status[u"phase"].toString();
    if (kind == "Service"_L1 && object.key().group.isEmpty())
        return spec[u"type"].toString();
    return {};
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
