#pragma once

#include "core/base/result.h"
#include "core/sandbox/certificates.h"

#include <QString>

namespace cauce::sandbox {

//! What a client needs to get in, kept in the sandbox's folder over restarts.
struct Access
{
    ServerIdentity identity;
    QByteArray adminToken; //!< secret
    QByteArray nobodyToken; //!< secret
};

//! \brief The names of the sandbox's files below its folder. All are written with mode 0600.
struct AccessFiles
{
    explicit AccessFiles(const QString& folder);

    QString ca; //!< PEM; for curl and others
    QString access; //!< key, certificates and tokens: ours to read at the next start
    QString kubeconfig;
    QString nobodyKubeconfig;
    QString data; //!< the objects, when they are kept

    //! \brief What the folder has from before, or new.
    //!
    //! Blocks on the disk. \return Io when the folder is not there or cannot be written, or holds a
    //! file by one of these names that the sandbox has not written: it is left as it is
    Result<Access> prepare() const;
    //! \brief Writes the CA and the two kubeconfigs.
    //! \param server https://127.0.0.1:PORT
    Result<void> write(const Access& access, const QString& server) const;
};

//! \brief A kubeconfig that is complete in itself.
QByteArray kubeconfigText(const QString& server, const QByteArray& authority,
                          const QByteArray& token, const QString& user);

} // namespace cauce::sandbox
