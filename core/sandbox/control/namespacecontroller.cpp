#include "core/sandbox/control/namespacecontroller.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

const QString kRootCa = u"kube-root-ca.crt"_s;
const QString kDefaultAccount = u"default"_s;

struct EndCondition
{
    QLatin1String type;
    QLatin1String reason;
    QLatin1String message;
};
constexpr EndCondition kAllWell[] {
    {"NamespaceDeletionDiscoveryFailure"_L1, "ResourcesDiscovered"_L1,
     "All resources successfully discovered"_L1},
    {"NamespaceDeletionGroupVersionParsingFailure"_L1, "ParsedGroupVersions"_L1,
     "All legacy kube types successfully parsed"_L1},
    {"NamespaceDeletionContentFailure"_L1, "ContentDeleted"_L1,
     "All content successfully deleted, may be waiting on finalization"_L1}};

void addEndCondition(Json& list, const Json& before, const QString& type, bool isTrue,
                     const QString& reason, const QString& message, const QDateTime& now)
{
    const QString status = isTrue ? u"True"_s : u"False"_s;
    const Json& old = condition(before, type);
    Json made = Json::emptyObject();
    made.set(u"type"_s, type);
    made.set(u"status"_s, status);
    made.set(u"lastTransitionTime"_s,
             old[u"status"].toString() == status ? old[u"lastTransitionTime"] : Json(stamp(now)));
    made.set(u"reason"_s, reason);
    made.set(u"message"_s, message);
    list.append(std::move(made));
}

} // namespace

void NamespaceController::observe(const Change& change)
{
    if (change.resource() == resource::namespaces) {
        if (change.isDeleted())
            m_ending.remove(change.name());
        else
            m_loop.enqueue(*this, {}, change.name());
        return;
    }
    if (!change.isDeleted() || change.nameSpace().isEmpty())
        return;
    const bool isFurniture = (change.resource() == resource::configMaps && change.name() == kRootCa)
        || (change.resource() == resource::serviceAccounts && change.name() == kDefaultAccount);
    if (isFurniture || m_ending.contains(change.nameSpace()))
        m_loop.enqueue(*this, {}, change.nameSpace());
}

void NamespaceController::sync(const QString&, const QString& name)
{
    const Json object = m_loop.read(resource::namespaces, {}, name);
    if (object.isNull())
        return;
    if (object[u"metadata"].contains(u"deletionTimestamp"))
        end(object, name);
    else
        furnish(name);
}

void NamespaceController::furnish(const QString& name)
{
    if (!m_loop.api().store().find(resource::serviceAccounts, name, kDefaultAccount)) {
        Json account = Json::emptyObject();
        account.set(u"apiVersion"_s, u"v1"_s);
        account.set(u"kind"_s, u"ServiceAccount"_s);
        account.setPath({u"metadata", u"name"}, kDefaultAccount);
        account.setPath({u"metadata", u"namespace"}, name);
        m_loop.create(account);
    }
    if (!m_loop.api().store().find(resource::configMaps, name, kRootCa)) {
        Json map = Json::emptyObject();
        map.set(u"apiVersion"_s, u"v1"_s);
        map.set(u"kind"_s, u"ConfigMap"_s);
        map.setPath({u"metadata", u"name"}, kRootCa);
        map.setPath({u"metadata", u"namespace"}, name);
        map.setPath(
            {u"metadata", u"annotations", u"kubernetes.io/description"},
            u"Contains a CA bundle that can be used to verify the kube-apiserver when using "
            "internal endpoints such as the internal service IP or kubernetes.default.svc. "
            "No other usage is guaranteed across distributions of Kubernetes clusters."_s);
        map.setPath({u"data", u"ca.crt"}, QString::fromUtf8(m_caPem));
        m_loop.create(map);
    }
}

void NamespaceController::end(const Json& object, const QString& name)
{
    m_ending.insert(name);
    qsizetype left = 0;
    QMap<QString, int> remaining; // by kind
    QMap<QString, int> finalizers;
    for (const ServedKind* kind : m_loop.api().kinds().all()) {
        if (!kind->isNamespaced || !kind->isStorage || !kind->verbs.contains(u"delete"_s))
            continue;
        for (const StoredPtr& item : m_loop.api().store().list(kind->resource(), name)) {
            m_loop.remove(kind->resource(), name, item->name);
            const StoredPtr still = m_loop.api().store().find(kind->resource(), name, item->name);
            if (!still)
                continue;
            ++left;
            ++remaining[kind->plural + u'.' + kind->type.group];
            const Json holding = still->json().path({u"metadata", u"finalizers"});
            for (const Json& finalizer : holding.items())
                ++finalizers[finalizer.toString()];
        }
    }
    if (left == 0) {
        Json ended = object;
        ended.setPath({u"spec", u"finalizers"}, Json::emptyArray());
        m_loop.api().update(ended, Loop::kubeControllerManager(), u"finalize"_s);
        return;
    }
    const auto counted = [](const QMap<QString, int>& counts, const QString& one) {
        QStringList words;
        for (auto it = counts.begin(); it != counts.end(); ++it)
            words << it.key() + one.arg(it.value());
        return words.join(u", "_s);
    };
    const QDateTime now = m_loop.now();
    Json list = Json::emptyArray();
    for (const EndCondition& each : kAllWell)
        addEndCondition(list, object[u"status"], each.type, false, each.reason, each.message, now);
    addEndCondition(
        list, object[u"status"], u"NamespaceContentRemaining"_s, true, u"SomeResourcesRemain"_s,
        u"Some resources are remaining: "_s + counted(remaining, u" has %1 resource instances"_s),
        now);
    addEndCondition(
        list, object[u"status"], u"NamespaceFinalizersRemaining"_s, !finalizers.isEmpty(),
        finalizers.isEmpty() ? u"ContentHasNoFinalizers"_s : u"SomeFinalizersRemain"_s,
        finalizers.isEmpty() ? u"All content-preserving finalizers finished"_s
                             : u"Some content in the namespace has finalizers remaining: "_s
                + counted(finalizers, u" in %1 resource instances"_s),
        now);
    Json status = object[u"status"];
    status.set(u"phase"_s, u"Terminating"_s);
    status.set(u"conditions"_s, list);
    m_loop.writeStatus(object, status);
}

} // namespace cauce::sandbox::control
