#pragma once

#include "core/base/result.h"
#include "core/sandbox/api.h"

#include <QString>

namespace cauce::sandbox {

//! What a sandbox had when it was last written down.
struct KeptData
{
    qint64 revision = 0;
    std::vector<std::pair<ResourceName, object::Json>> objects;

    //! Serves the kept CustomResourceDefinitions, as they were when they were written.
    void serveCrds(Kinds& kinds) const;
    //! \brief Puts all into an empty Store.
    //!
    //! Its revisions begin above the kept ones: no client sees time go back.
    void fill(Store& store) const;
};

//! \brief Keeps the objects of a Store in a file, so that a sandbox goes on where it ended.
//!
//! One JSON value a line: a head with the revision, then the objects. Written as a whole beside and
//! renamed, so that a kill at any moment leaves the old file or the new. Events and what belongs to
//! a run alone (Leases) are kept like all else. One thread, the Api's; blocks on the disk.
class Keeper
{
public:
    explicit Keeper(QString path);

    //! \brief What the file has; a file that is not there is no objects.
    //! \return Io or Invalid naming the file and line
    Result<KeptData> read() const;
    //! Writes the file, unless nothing was written to the Store since the last time.
    Result<void> save(Api& api);

private:
    QString m_path;
    qint64 m_saved = -1; // the revision that the file has
};

} // namespace cauce::sandbox
