#pragma once

#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"
#include "core/object/manifestset.h"
#include "core/sync/syncplan.h"

#include <QMap>

//! Objects, live states and comparisons for the tests of core/sync, made from short descriptions.
namespace cauce::test {

using namespace Qt::StringLiterals;

//! How a test names an object: `{"apps/v1", "Deployment", "shop", "cart"}`.
struct Thing
{
    QString apiVersion = u"v1"_s;
    QString kind = u"ConfigMap"_s;
    QString nameSpace;
    QString name;
    QMap<QString, QString> annotations {};
    QByteArray content = "{}"; //!< becomes `spec`

    object::ResourceKey key() const
    {
        const auto type = object::groupVersionKind(apiVersion, kind);
        return {type.group, kind, nameSpace, name};
    }
};

inline object::Json parsed(const QByteArray& json)
{
    auto value = object::parseJson(json);
    Q_ASSERT_X(value, "parsed", "the test's JSON is wrong");
    return *std::move(value);
}

inline object::Manifest manifestOf(const Thing& thing)
{
    object::Json json = object::Json::emptyObject();
    json.set(u"apiVersion"_s, object::Json(thing.apiVersion));
    json.set(u"kind"_s, object::Json(thing.kind));
    json.setPath({u"metadata", u"name"}, object::Json(thing.name));
    if (!thing.nameSpace.isEmpty())
        json.setPath({u"metadata", u"namespace"}, object::Json(thing.nameSpace));
    for (auto it = thing.annotations.cbegin(); it != thing.annotations.cend(); ++it)
        json.setPath({u"metadata", u"annotations", it.key()}, object::Json(it.value()));
    json.set(u"spec"_s, parsed(thing.content));
    auto made = object::Manifest::fromJson(std::move(json));
    Q_ASSERT_X(made, "manifestOf", "the test's object is wrong");
    return *std::move(made);
}

//! \p thing as \p application tracks it.
inline Thing tracked(Thing thing, const QString& application)
{
    thing.annotations.insert(object::annotation::trackingId,
                             object::TrackingId {application, thing.key()}.toString());
    return thing;
}

inline cluster::LiveObjectPtr liveFrom(const object::Json& json)
{
    auto manifest = object::Manifest::fromJson(json);
    Q_ASSERT_X(manifest, "liveFrom", "the test's object is wrong");
    auto live = std::make_shared<cluster::LiveObject>();
    live->key = manifest->key();
    live->type = manifest->type();
    live->uid = manifest->uid();
    live->resourceVersion = manifest->resourceVersion();
    live->deleting = json.path({u"metadata", u"deletionTimestamp"}).isString();
    live->trackingId = manifest->annotation(QString(object::annotation::trackingId));
    for (const object::Json& owner : json.path({u"metadata", u"ownerReferences"}).items())
        live->owners.append({{{}, owner[u"kind"].toString()},
                             owner[u"name"].toString(),
                             owner[u"uid"].toString(),
                             owner[u"controller"].toBool()});
    live->json = object::toJson(json);
    return live;
}

inline object::Json withIdentity(object::Json json, const QString& uid, const QString& version)
{
    json.setPath({u"metadata", u"uid"}, object::Json(uid));
    json.setPath({u"metadata", u"resourceVersion"}, object::Json(version));
    return json;
}

//! A live object of \p thing with uid "uid-NAME".
inline cluster::LiveObjectPtr liveOf(const Thing& thing, const QString& version = u"10"_s)
{
    return liveFrom(withIdentity(manifestOf(thing).json(), "uid-"_L1 + thing.name, version));
}

//! A cluster for pure tests: what is put in, in kinds that are wholly read.
class Cluster
{
public:
    void put(const cluster::LiveObjectPtr& object)
    {
        serve(object->key.groupKind());
        m_objects[object->key.groupKind()].insert(object->key, object);
    }
    void take(const object::ResourceKey& key) { m_objects[key.groupKind()].remove(key); }
    //! The kind is read and may be empty.
    void serve(const object::GroupKind& kind) { m_objects[kind]; }
    void fail(const object::GroupKind& kind) { m_failed.insert(kind); }
    //! The server has the kind; nobody watches it.
    void leaveUnread(const object::GroupKind& kind) { m_unread.insert(kind); }

    cluster::LiveStatePtr state(const QString& id = u"cluster-1"_s) const
    {
        QHash<object::GroupKind, Loadable<std::shared_ptr<const cluster::KindSnapshot>>> kinds;
        QHash<object::GroupKind, cluster::ApiResource> resources;
        for (auto it = m_objects.cbegin(); it != m_objects.cend(); ++it) {
            auto snapshot = std::make_shared<cluster::KindSnapshot>();
            snapshot->objects = it.value();
            kinds.insert(it.key(), std::shared_ptr<const cluster::KindSnapshot>(snapshot));
            resources.insert(it.key(), cluster::ApiResource {});
        }
        for (const object::GroupKind& kind : m_failed) {
            kinds.insert(kind, Failure {{ErrorKind::Auth, u"forbidden"_s}});
            resources.insert(kind, cluster::ApiResource {});
        }
        for (const object::GroupKind& kind : m_unread)
            resources.insert(kind, cluster::ApiResource {});
        return std::make_shared<const cluster::LiveState>(id, kinds, resources, QDateTime());
    }

private:
    QHash<object::GroupKind, QHash<object::ResourceKey, cluster::LiveObjectPtr>> m_objects;
    QSet<object::GroupKind> m_failed;
    QSet<object::GroupKind> m_unread;
};

inline int waveIn(const object::Manifest& object)
{
    return object.annotation(QString(object::annotation::syncWave)).toInt();
}

inline diff::ObjectDiff created(const Thing& desired)
{
    diff::ObjectDiff object;
    object.desired = manifestOf(desired);
    object.key = object.desired->key();
    object.type = object.desired->type();
    object.wave = waveIn(*object.desired);
    object.change = diff::Change::Create;
    object.status = diff::SyncStatus::OutOfSync;
    return object;
}

inline diff::ObjectDiff updated(const Thing& desired, const cluster::LiveObjectPtr& live)
{
    diff::ObjectDiff object = created(desired);
    object.change = diff::Change::Update;
    object.live = live;
    return object;
}

inline diff::ObjectDiff unchanged(const Thing& desired, const cluster::LiveObjectPtr& live)
{
    diff::ObjectDiff object = updated(desired, live);
    object.change = diff::Change::None;
    object.status = diff::SyncStatus::Synced;
    return object;
}

inline diff::ObjectDiff pruned(const cluster::LiveObjectPtr& live)
{
    diff::ObjectDiff object;
    object.key = live->key;
    object.type = live->type;
    object.live = live;
    object.wave = waveIn(*live->manifest());
    object.change = diff::Change::Prune;
    object.status = diff::SyncStatus::OutOfSync;
    return object;
}

//! A plan's input for the application "shop" in the namespace "shop".
inline sync::PlanInput inputFor(const Cluster& cluster, QList<diff::ObjectDiff> objects)
{
    sync::PlanInput input;
    input.application = u"shop"_s;
    input.commit = QString(40, u'a');
    input.renderHash = "hash";
    input.comparison.objects = std::move(objects);
    input.comparison.status = diff::SyncStatus::OutOfSync;
    input.live = cluster.state();
    input.destinationNamespace = u"shop"_s;
    input.now = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);
    return input;
}

inline QStringList namesOf(const sync::SyncPlan& plan)
{
    QStringList names;
    for (const sync::PlanStep& step : plan.steps)
        names.append(step.key.toString());
    return names;
}

} // namespace cauce::test
