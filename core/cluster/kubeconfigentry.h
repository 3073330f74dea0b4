#pragma once

#include "core/cluster/kubeconfig.h"
#include "core/object/json.h"

namespace cauce::cluster {

//! \brief Reads the fields of one entry of a kubeconfig, remembering the first that is wrong.
//!
//! Errors name the file, the entry and the field, never what the field holds. Reading a field after
//! an error is harmless: it answers empty.
class ConfigFields
{
public:
    //! \param where names the entry in messages: `user "anna"`
    //! \param json is referred to, not copied: it must outlive this
    ConfigFields(const object::Json& json, QString file, QString where);

    QString text(QStringView key) const; //!< empty when absent
    bool flag(QStringView key) const; //!< false when absent
    QStringList list(QStringView key) const; //!< of strings
    QByteArray base64(QStringView key) const; //!< decoded
    //! \brief The decoded \p dataKey when it is given, else the content of the file that
    //! \p fileKey names (relative to the kubeconfig's folder). Blocks on the disk.
    QByteArray dataOrFile(QStringView dataKey, QStringView fileKey) const;
    //! A path relative to the kubeconfig's folder; empty stays empty.
    QString path(const QString& relative) const;
    bool has(QStringView key) const; //!< given and neither null nor empty
    const object::Json& operator[](QStringView key) const { return m_json[key]; }

    //! An Error that names the file and the entry: "FILE: user "anna": ...".
    Failure invalid(const QString& what) const;
    const std::optional<Error>& error() const { return m_error; }

private:
    void wrong(QStringView key, QStringView what) const;

    const object::Json& m_json;
    QString m_file;
    QString m_where;
    mutable std::optional<Error> m_error;
};

//! Fills the part of \p out that a kubeconfig's `cluster` decides. \return Invalid, NotFound, Io
Result<void> readCluster(const ConfigFields& fields, KubeContext* out);
//! Fills \p out from a kubeconfig's `user`. Runs nothing. \return Invalid, NotFound, Io
Result<void> readUser(const ConfigFields& fields, Credential* out);

} // namespace cauce::cluster
