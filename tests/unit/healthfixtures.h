#pragma once

#include "core/health/health.h"
#include "tests/unit/livefixtures.h"

//! Rows of the health tests: what an object says, and what is to be made of it.
namespace cauce::test {

using health::HealthStatus;

//! Rows about objects of one kind. Each has metadata.name "web" and generation 2.
class HealthRows
{
public:
    HealthRows(const char* apiVersion, const char* kind)
        : m_apiVersion(QString::fromLatin1(apiVersion))
        , m_kind(QString::fromLatin1(kind))
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<HealthStatus>("status");
        QTest::addColumn<QString>("message");
    }

    //! \param object JSON with ' for ": what the object has besides apiVersion, kind and name
    HealthRows& add(const char* what, const QByteArray& object, HealthStatus status,
                    const char* message = "")
    {
        object::Json whole = json('{' + object + '}');
        whole.set(QStringLiteral("apiVersion"), m_apiVersion);
        whole.set(QStringLiteral("kind"), m_kind);
        if (!whole[u"metadata"].contains(u"generation"))
            whole.setPath({u"metadata", u"generation"}, object::Json(qint64(2)));
        whole.setPath({u"metadata", u"name"}, QStringLiteral("web"));
        QTest::newRow(what) << object::toJson(whole) << status << QString::fromLatin1(message);
        return *this;
    }

private:
    QString m_apiVersion;
    QString m_kind;
};

//! Checks the current row.
inline void checkHealth()
{
    QFETCH(QByteArray, object);
    QFETCH(HealthStatus, status);
    QFETCH(QString, message);
    const auto health = health::assess(manifest(object));
    QVERIFY(health);
    QCOMPARE(nameOf(health->status), nameOf(status));
    QCOMPARE(health->message, message);
}

} // namespace cauce::test
