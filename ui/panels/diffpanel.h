#pragma once

#include "models/diffmodel.h"
#include "models/store.h"

#include <QWidget>

class QListView;
class QStackedWidget;

namespace cauce {

class DiffCard;
class EmptyState;
class Label;
class SearchField;
class Surface;

//! \brief The diff tab: what differs at the left, the lines of one object at the right.
class DiffPanel : public QWidget
{
    Q_OBJECT

public:
    explicit DiffPanel(Store& store, QWidget* parent = nullptr);

    void setApplication(const QString& name);
    //! New snapshot of the application shown.
    void refresh();
    void goToChange(int step); //!< 1: next, -1: previous; on to the next object at the end
    void toggleSideBySide();
    void focusList();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeBanner();
    QWidget* makeHints();
    void onDiff();
    void onDocuments(const DiffDocumentsPtr& documents);
    void onCurrent(const QModelIndex& index);
    void showDocument(const object::ResourceKey& key);
    void updateBanner(const AppState& state);
    void selectFirst();

    Store& m_store;
    QString m_name;
    DiffModel m_model;
    DiffWorker m_worker;
    DiffWorker m_single; // the whole text of one object that does not differ
    DiffDocumentsPtr m_documents;
    object::ResourceKey m_current;
    QWidget* m_left;
    SearchField* m_filter;
    QListView* m_list;
    Surface* m_banner;
    Label* m_bannerTitle;
    Label* m_bannerText;
    Label* m_bannerAge;
    DiffCard* m_card;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
};

} // namespace cauce
