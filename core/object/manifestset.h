#pragma once

#include "core/object/manifest.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace cauce::object {

//! \brief The desired state of one application: every object a commit asks for, tracked and placed.
struct ManifestSet
{
    QList<Manifest> manifests; //!< in the order of their files; no two with the same key
    QByteArray hash; //!< SHA-256 (hex) of the canonical content, in key order: the render hash
    //! The one that is in no file: the namespace of managedNamespaceMetadata.
    std::optional<ResourceKey> generated;
    QStringList warnings; //!< English sentences naming file:line
};

//! \brief Argo CD's tracking id: `<app>:<group>/<Kind>:<namespace>/<name>`.
//!
//! Rule: Argo CD's default tracking method "annotation". The namespace of a cluster-scoped object
//! is the application's destination namespace.
struct TrackingId
{
    QString application;
    ResourceKey object;

    static std::optional<TrackingId> parse(QStringView text); //!< nothing when of another shape
    QString toString() const;

    friend bool operator==(const TrackingId&, const TrackingId&) = default;
};

} // namespace cauce::object
