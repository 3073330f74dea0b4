#include "app/screenshot.h"

#include "app/application.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce {

QStringList ScreenshotRequest::pages()
{
    return {u"applications"_s, u"application"_s, u"diff"_s, u"sync"_s, u"history"_s, u"tree"_s};
}

Screenshot::Screenshot(Application& application, const ScreenshotRequest& request)
    : m_application(application)
    , m_request(request)
{
    application.window().resize(request.size);
    application.window().show();
    m_limit.setSingleShot(true);
    m_settle.setSingleShot(true);
    m_settle.setInterval(300ms); // what the pool still works out, such as the lines of a diff
    connect(&m_limit, &QTimer::timeout, this,
            [this] { giveUp(u"the page had no data within a minute"_s); });
    connect(&m_settle, &QTimer::timeout, this, &Screenshot::draw);
    connect(&application, &Application::failed, this, &Screenshot::giveUp);
    connect(&application, &Application::refreshed, this, &Screenshot::onRefreshed);
    Store& store = application.store();
    connect(&store, &Store::diffChanged, this, [this] {
        if (m_opened && m_request.page != "sync"_L1)
            settle();
    });
    connect(&store, &Store::planReady, this, &Screenshot::settle);
    connect(&store, &Store::planFailed, this, &Screenshot::settle);
    m_limit.start(60s);
}

void Screenshot::onRefreshed()
{
    if (m_opened)
        return;
    m_opened = true;
    m_application.store().flush();
    if (m_request.page == "applications"_L1) {
        settle();
        return;
    }
    const QString name = chooseApplication();
    if (name.isEmpty()) {
        QStringList names;
        for (const ApplicationRowPtr& row : m_application.store().applications().rows())
            names << row->state->name();
        giveUp(m_request.application.isEmpty()
                   ? u"the workspace has no application"_s
                   : u"there is no application '%1'; there are: %2"_s.arg(m_request.application,
                                                                          names.join(u", "_s)));
        return;
    }
    openPage(name);
}

QString Screenshot::chooseApplication() const
{
    Store& store = m_application.store();
    if (!m_request.application.isEmpty())
        return store.application(m_request.application) ? m_request.application : QString();
    const auto& rows = store.applications().rows();
    for (const ApplicationRowPtr& row : rows) {
        if (row->state->sync == diff::SyncStatus::OutOfSync)
            return row->state->name();
    }
    return rows.isEmpty() ? QString() : rows.first()->state->name();
}

void Screenshot::openPage(const QString& application)
{
    MainWindow& window = m_application.window();
    window.showApplication(application);
    ApplicationPage& page = window.applicationPage();
    if (m_request.page == "diff"_L1)
        page.setTab(ApplicationPage::Diff);
    else if (m_request.page == "tree"_L1)
        page.setTab(ApplicationPage::Tree);
    else if (m_request.page == "history"_L1)
        page.setTab(ApplicationPage::History);
    else if (m_request.page == "sync"_L1)
        page.beginSync();
}

void Screenshot::settle()
{
    if (m_opened)
        m_settle.start();
}

void Screenshot::draw()
{
    emit drawing();
    const QPixmap picture = m_application.window().grab();
    if (picture.isNull() || !picture.save(m_request.file, "PNG")) {
        giveUp(u"the picture could not be written to %1"_s.arg(m_request.file));
        return;
    }
    m_limit.stop();
    QCoreApplication::exit(0);
}

void Screenshot::giveUp(const QString& reason)
{
    QTextStream(stderr) << "cauce: no screenshot: " << reason << '\n';
    m_limit.stop();
    QCoreApplication::exit(1);
}

} // namespace cauce
