#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QString>

namespace cauce::tour {

//! \brief The demo's repository: a bare one that Cauce reads, and a clone in which a person works.
//!
//! Made and changed by the `git` program. Every call blocks, some ten to two hundred milliseconds.
//! Any thread, one at a time.
class SampleRepository
{
public:
    //! \param folder private to the demo; exists
    explicit SampleRepository(QString folder)
        : m_folder(std::move(folder))
    { }

    QString bareDir() const { return m_folder + QStringLiteral("/origin.git"); }
    QString cloneDir() const { return m_folder + QStringLiteral("/gitops"); }

    //! \brief Makes both, with the sample's history up to \p now. What was there must be gone.
    //! \return Io with git's words; NotFound without git
    Result<void> make(const QDateTime& now) const;

    //! The full name of the commit at \p back commits before the branch's end.
    Result<QString> commit(qsizetype back = 0) const;

    //! \brief The image of example-app in Git now, and the one that an upgrade would write.
    struct Upgrade
    {
        QString from; //!< "nginx:1.25-alpine"; empty when the file does not name an nginx
        QString to;
    };
    Result<Upgrade> nextUpgrade() const;

    //! \brief Does what the strip says: edits the image in the clone, commits, pushes.
    //!
    //! Takes what others pushed first. \return the commit; Invalid when the file names no nginx
    //! image; Io with git's words, such as when the clone has changes of the person's own in it
    Result<QString> upgrade() const;

private:
    QString m_folder;
};

//! The image after \p image: nginx:1.25-alpine, 1.26, ... 1.29, then 1.25 again; empty when it is
//! no such nginx.
QString nextImage(const QString& image);

} // namespace cauce::tour
