#pragma once

#include <QMap>
#include <QString>

namespace cauce::desired {

//! \brief `spec.syncPolicy.managedNamespaceMetadata`: what the destination namespace carries. A
//! value.
struct NamespaceMetadata
{
    QMap<QString, QString> labels;
    QMap<QString, QString> annotations;

    friend bool operator==(const NamespaceMetadata&, const NamespaceMetadata&) = default;
};

} // namespace cauce::desired
