#pragma once

#include "core/cluster/livestate.h"
#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"
#include "core/object/manifestset.h"

#include <QTest>

//! Desired sets and live states for unit tests, made from JSON by hand.
namespace cauce::test {

//! Parses JSON in which ' stands for ", so that it can be read in a C++ source.
inline object::Json json(QByteArray text)
{
    const auto value = object::parseJson(text.replace('\'', '"'));
    if (!value)
        qFatal("fixture: %s", qPrintable(value.error().message));
    return *value;
}

inline object::Manifest manifest(const object::Json& value)
{
    const auto made = object::Manifest::fromJson(value);
    if (!made)
        qFatal("fixture: %s", qPrintable(made.error().message));
    return *made;
}

inline object::Manifest manifest(const QByteArray& text)
{
    return manifest(json(text));
}

inline object::ManifestSet setOf(const QList<object::Manifest>& manifests)
{
    object::ManifestSet set;
    set.manifests = manifests;
    return set;
}

//! One live object as the cluster module makes them from a LIST.
inline cluster::LiveObjectPtr liveObject(const object::Manifest& manifest)
{
    const object::Json& metadata = manifest.json()[u"metadata"];
    auto live = std::make_shared<cluster::LiveObject>();
    live->key = manifest.key();
    live->type = manifest.type();
    live->uid = manifest.uid();
    live->resourceVersion = manifest.resourceVersion();
    live->createdAt = QDateTime::fromString(metadata[u"creationTimestamp"].toString(), Qt::ISODate);
    live->deleting = metadata.contains(u"deletionTimestamp");
    live->trackingId = manifest.annotation(QString(object::annotation::trackingId));
    for (const object::Json& owner : metadata[u"ownerReferences"].items()) {
        live->owners.append(
            {object::groupVersionKind(owner[u"apiVersion"].toString(), owner[u"kind"].toString())
                 .groupKind(),
             owner[u"name"].toString(), owner[u"uid"].toString(), owner[u"controller"].toBool()});
    }
    live->json = object::toJson(manifest.json());
    return live;
}

//! Collects what a cluster has; a kind that is served and not said to be else is loaded.
class LiveBuilder
{
public:
    LiveBuilder& serve(const QString& group, const QString& version, const QString& kind,
                       bool namespaced = true)
    {
        cluster::ApiResource resource;
        resource.type = {group, version, kind};
        resource.plural = kind.toLower() + QLatin1Char('s');
        resource.namespaced = namespaced;
        m_resources.insert({group, kind}, resource);
        return *this;
    }

    LiveBuilder& add(const object::Manifest& manifest)
    {
        return add(std::make_shared<cluster::LiveObject>(*liveObject(manifest)));
    }

    LiveBuilder& add(const std::shared_ptr<cluster::LiveObject>& live)
    {
        const auto kind = live->key.groupKind();
        if (!m_resources.contains(kind))
            serve(kind.group, live->type.version, kind.kind, !live->key.nameSpace.isEmpty());
        m_objects[kind].insert(live->key, live);
        return *this;
    }

    LiveBuilder& fail(const QString& group, const QString& kind, Error error)
    {
        m_failed.insert({group, kind}, std::move(error));
        return *this;
    }

    LiveBuilder& forget(const QString& group, const QString& kind)
    {
        m_unknown.insert({group, kind});
        return *this;
    }

    cluster::LiveState build() const
    {
        QHash<object::GroupKind, Loadable<std::shared_ptr<const cluster::KindSnapshot>>> kinds;
        for (const cluster::ApiResource& resource : m_resources) {
            const auto kind = resource.type.groupKind();
            if (m_unknown.contains(kind))
                continue;
            if (m_failed.contains(kind)) {
                kinds.insert(kind, Failure {m_failed.value(kind)});
                continue;
            }
            auto snapshot = std::make_shared<cluster::KindSnapshot>();
            snapshot->resource = resource;
            snapshot->objects = m_objects.value(kind);
            kinds.insert(kind, std::shared_ptr<const cluster::KindSnapshot>(snapshot));
        }
        for (auto it = m_failed.cbegin(); it != m_failed.cend(); ++it) {
            if (!m_resources.contains(it.key())) // not served, or its group does not answer
                kinds.insert(it.key(), Failure {it.value()});
        }
        return cluster::LiveState(QStringLiteral("cluster-1"), kinds, m_resources,
                                  QDateTime::currentDateTimeUtc());
    }

private:
    QHash<object::GroupKind, cluster::ApiResource> m_resources;
    QHash<object::GroupKind, QHash<object::ResourceKey, cluster::LiveObjectPtr>> m_objects;
    QHash<object::GroupKind, Error> m_failed;
    QSet<object::GroupKind> m_unknown;
};

} // namespace cauce::test
