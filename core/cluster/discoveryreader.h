#pragma once

#include "core/cluster/apiclient.h"

#include <QMap>
#include <QObject>
#include <QPair>

namespace cauce::cluster {

//! \brief Asks a server what it serves: aggregated discovery, and the classic one where there is no
//! other. Engine thread.
//!
//! Two requests as a rule, and two 304 when nothing has changed. A group that cannot be asked fails
//! alone.
class DiscoveryReader : public QObject
{
    Q_OBJECT

public:
    explicit DiscoveryReader(ApiClient* client, QObject* parent = nullptr);

    //! Reads; while one reading is under way, another follows it.
    void read();
    bool isReading() const { return m_open > 0; }

signals:
    //! \param discovery an Error when nothing can be said at all
    void done(const cauce::Result<cauce::cluster::DiscoveryPtr>& discovery);

private:
    struct Part // of the answer: /api or /apis
    {
        QString prefix;
        QByteArray etag;
        Discovery discovery;
        QMap<QPair<QString, int>, Discovery> classic; // by group and rank of the version
    };
    void readPart(Part* part);
    void onPart(Part* part, const Result<ApiAnswer>& answer);
    void readClassic(Part* part, const object::Json& document);
    void readVersion(Part* part, const QString& group, const QString& version, int rank);
    void finishPart(Part* part);
    void finishOne();

    ApiClient* m_client; // not owned; outlives this
    Part m_core {QStringLiteral("/api"), {}, {}, {}};
    Part m_groups {QStringLiteral("/apis"), {}, {}, {}};
    std::optional<Error> m_error;
    int m_open = 0; // requests under way
    bool m_again = false;
};

} // namespace cauce::cluster
