#pragma once

#include "tests/support/controlplane.h"

namespace cauce::test {

//! \brief The cluster on which the story is told: the real control plane, or the sandbox.
//!
//! Blocks; main thread.
class StoryCluster
{
public:
    virtual ~StoryCluster() = default;

    virtual QString kubeconfig() const = 0; //!< the administrator's
    //! Runs a stock kubectl as the administrator. \return its output, or what it said
    virtual Result<QByteArray> kubectl(const QStringList& arguments) const = 0;
    //! Now, for writesSince().
    virtual qint64 mark() const = 0;
    //! What `cauce` has written into \p nameSpace since \p mark, dry runs not counted.
    virtual QStringList writesSince(qint64 mark, const QString& nameSpace) const = 0;
};

//! The story on a real kube-apiserver.
class PlaneCluster : public StoryCluster
{
public:
    //! \param plane not owned; started
    explicit PlaneCluster(ControlPlane* plane)
        : m_plane(plane)
    { }

    QString kubeconfig() const override { return m_plane->kubeconfig(); }
    Result<QByteArray> kubectl(const QStringList& arguments) const override
    {
        return m_plane->kubectl(arguments);
    }
    qint64 mark() const override { return m_plane->auditMark(); }
    QStringList writesSince(qint64 mark, const QString& nameSpace) const override
    {
        QStringList writes;
        for (const AuditEntry& entry : m_plane->audit({.userAgent = QStringLiteral("cauce/"),
                                       .verb = QStringLiteral("patch"),
                                       .nameSpace = nameSpace,
                                       .since = mark})) {
            if (!entry.uri.contains(QLatin1String("dryRun=All")))
                writes.append(entry.uri);
        }
        return writes;
    }

private:
    ControlPlane* m_plane;
};

} // namespace cauce::test
